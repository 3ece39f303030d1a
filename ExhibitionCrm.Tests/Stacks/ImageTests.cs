using ExhibitionCrm.AppHost;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>The Dockerfile against the stacks that build from it.</summary>
public sealed class ImageTests
{
    private static readonly string[] Dockerfile = File.ReadAllLines(Path.Combine(StackFolder.Source, "Dockerfile"));

    [Fact]
    public void Image_OfTheProgram_ChecksItsHealthAsTheStacksDo()
    {
        var health = Topology.Web.Health;
        Assert.Contains(
            $"HEALTHCHECK --interval={health.Interval} --timeout={health.Timeout} --start-period={health.StartPeriod} --retries={health.Retries} "
            + $"CMD [{string.Join(", ", health.Test[1..].Select(word => $"\"{word}\""))}]",
            Dockerfile);
        Assert.Contains($"ENV ASPNETCORE_HTTP_PORTS={Topology.Web.Port}", Dockerfile);
    }

    [Fact]
    public void Image_OfTheProgram_IsTheLastStageAndRunsAsNobodyOfImportance()
    {
        var last = Array.FindLastIndex(Dockerfile, line => line.StartsWith("FROM ", StringComparison.Ordinal));
        Assert.EndsWith(" AS runtime", Dockerfile[last], StringComparison.Ordinal);
        Assert.Contains("USER 1654:1654", Dockerfile[last..]);
    }

    [Fact]
    public void Stacks_BuildStagesThatThereAre()
    {
        var targets = StackFile.All.Select(StackFile.Read)
            .SelectMany(stack => stack.Services.Select(service => stack.Value("services", service, "build", "target"))).OfType<string>().Distinct().ToList();
        Assert.Equal(["development", "runtime"], targets.Order());
        Assert.All(targets, target => Assert.Contains(Dockerfile, line => line.EndsWith($" AS {target}", StringComparison.Ordinal)));
    }
}
