using ExhibitionCrm.AppHost.Compose;
using ExhibitionCrm.Tests.AppHost;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>What writes the stacks in compose/.</summary>
public sealed class GeneratorTests : IDisposable
{
    private static readonly GeneratedFile[] Files = [new("docker-compose.a.yml", "one\ntwo\n"), new(".env.example", "A=\n")];
    private readonly string _folder = Directory.CreateTempSubdirectory("crm-compose-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Committed_Stacks_AreWhatTheGeneratorWrites() =>
        Assert.Empty(ComposeFolder.Compare(StackFolder.Committed, ComposeFiles.All()));

    [Fact]
    public void All_Files_EndEachLineInTheSameWay() => Assert.All(ComposeFiles.All(), file =>
    {
        Assert.DoesNotContain('\r', file.Content);
        Assert.EndsWith("\n", file.Content, StringComparison.Ordinal);
        Assert.DoesNotContain(file.Content.Split('\n'), line => line != line.TrimEnd());
    });

    [Fact]
    public void All_CalledTwice_GivesTheSame() => Assert.Equal(ComposeFiles.All(), ComposeFiles.All());

    [Fact]
    public void Write_Twice_ChangesNothingTheSecondTime()
    {
        Assert.Equal(["docker-compose.a.yml", ".env.example"], ComposeFolder.Write(_folder, Files));
        Assert.Equal("one\ntwo\n", File.ReadAllText(Path.Combine(_folder, "docker-compose.a.yml")));
        Assert.Empty(ComposeFolder.Compare(_folder, Files));
        Assert.Empty(ComposeFolder.Write(_folder, Files));
    }

    [Fact]
    public void Compare_WithDifferences_NamesEachFile()
    {
        ComposeFolder.Write(_folder, Files);
        File.WriteAllText(Path.Combine(_folder, "docker-compose.a.yml"), "one\nzwei\n");
        File.WriteAllText(Path.Combine(_folder, "docker-compose.old.yml"), "");
        File.Delete(Path.Combine(_folder, ".env.example"));
        Assert.Equal(
            ["docker-compose.a.yml: differs from line 2", ".env.example: missing", "docker-compose.old.yml: the generator does not write it"],
            ComposeFolder.Compare(_folder, Files));
    }

    [Fact]
    public void Compare_WithWhatPeopleOperatorsAndContainersKeepThere_IsContent()
    {
        ComposeFolder.Write(_folder, Files);
        string[] others = ["update", "nginx/nginx.conf", ".env", "docker-compose.override.yml", "backups/20260101T000000Z/database.dump", "certbot/live/crm/privkey.pem"];
        foreach (var path in others.Select(other => Path.Combine(_folder, other)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }

        Assert.Empty(ComposeFolder.Compare(_folder, Files));
    }

    [Fact]
    public async Task Check_AsAProcess_NeedsNothingElseAndAgrees()
    {
        var (exitCode, output) = await AppHostProgram.RunAsync("compose", "--check");
        Assert.Equal(0, exitCode);
        Assert.Contains("are what the generator writes", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compose_WithAnUnknownOption_SaysHowItIsUsed()
    {
        var (exitCode, output) = await AppHostProgram.RunAsync("compose", "--nonsense");
        Assert.Equal(2, exitCode);
        Assert.Contains("Usage: compose [--check]", output, StringComparison.Ordinal);
    }
}
