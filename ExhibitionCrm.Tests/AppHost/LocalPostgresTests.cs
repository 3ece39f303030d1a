using System.Diagnostics;
using System.Globalization;
using ExhibitionCrm.AppHost;
using Npgsql;

namespace ExhibitionCrm.Tests.AppHost;

public sealed class LocalPostgresTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"crm-test-{Guid.NewGuid():N}");

    // Kept at the end of a run, as a developer's data is.
    private LocalPostgresOptions Options => new() { DataDirectory = _folder };

    private string PidFile => Path.Combine(_folder, "cluster", "postmaster.pid");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task Start_ThrowAway_ServesCopiesOfDatabasesAndLeavesNothing()
    {
        var options = LocalPostgresOptions.Temporary() with { Settings = new Dictionary<string, string> { ["work_mem"] = "5MB" } };
        await using (var postgres = await LocalPostgres.StartAsync(options))
        {
            await postgres.CreateDatabaseIfMissingAsync("template");
            await ExecuteAsync(postgres, "CREATE TABLE mark(text text); INSERT INTO mark VALUES ('copied')", "template");
            await postgres.CreateDatabaseIfMissingAsync("copy", template: "template");
            await postgres.CreateDatabaseIfMissingAsync("copy", template: "template");

            Assert.Equal("copied", await ReadAsync(postgres, "SELECT text FROM mark", "copy"));
            Assert.Equal("5MB", await ReadAsync(postgres, "SHOW work_mem"));
            Assert.Equal("UTF8", await ReadAsync(postgres, "SHOW server_encoding"));
            Assert.Equal("ÄÖ", await ReadAsync(postgres, "SELECT upper('äö')"));
        }

        Assert.False(Directory.Exists(options.DataDirectory));
    }

    [Fact]
    public async Task Start_AfterKillOfServer_HasItsData()
    {
        await using (var postgres = await LocalPostgres.StartAsync(Options))
        {
            await ExecuteAsync(postgres, "CREATE TABLE mark AS SELECT 'kept' AS text");
            KillServer();
            await postgres.WaitForExitAsync(CancellationToken.None);
        }

        await using var again = await LocalPostgres.StartAsync(Options);
        Assert.Equal("kept", await ReadAsync(again, "SELECT text FROM mark"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Keeper_Killed_TakesTheServerAlong(bool withAllThatItStarted)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var keeper = StartedProgram.Start(
            new("dotnet", [AppHostProgram.Assembly, LocalPostgresCommand.Verb, _folder, $"{Ports.FindFree()}"]));
        await Eventually.TrueAsync(() => keeper.Output.Contains("The data lie in", StringComparison.Ordinal), "the server", TimeSpan.FromMinutes(2));
        var server = int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);

        keeper.Process.Kill(withAllThatItStarted);

        await Eventually.TrueAsync(() => RunningProcess.Find(server) is null, "the server to end", TimeSpan.FromMinutes(1));
        Assert.Contains("database system is shut down", await File.ReadAllTextAsync(Path.Combine(_folder, "server.log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ProcessNumberOfOldServerTakenByAnotherProgram_Starts()
    {
        await (await LocalPostgres.StartAsync(Options)).DisposeAsync();
        await File.WriteAllTextAsync(PidFile, $"{Environment.ProcessId}\n{_folder}/cluster\n{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}\n");

        await using var postgres = await LocalPostgres.StartAsync(Options);
        Assert.Equal("1", await ReadAsync(postgres, "SELECT '1'"));
        Assert.False(Process.GetCurrentProcess().HasExited);
    }

    [Fact]
    public async Task Start_DataInUse_Refuses()
    {
        await using var postgres = await LocalPostgres.StartAsync(Options);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => LocalPostgres.StartAsync(Options));
        Assert.Contains(_folder, error.Message, StringComparison.Ordinal);
        Assert.Equal("1", await ReadAsync(postgres, "SELECT '1'"));
    }

    [Fact]
    public async Task Start_DataOfAnotherVersion_SaysWhatToDo()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PidFile)!);
        await File.WriteAllTextAsync(Path.Combine(_folder, "cluster", "PG_VERSION"), "9\n");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => LocalPostgres.StartAsync(Options));
        Assert.Contains("made by PostgreSQL 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoProgramsInConfiguredFolder_NamesTheSetting()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => LocalPostgres.StartAsync(Options with { BinDirectory = Path.GetTempPath() }));
        Assert.Contains(PostgresBinaries.Setting, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SettingThatServerRefuses_ShowsItsLog()
    {
        var options = Options with { Settings = new Dictionary<string, string> { ["shared_buffers"] = "nonsense" } };
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => LocalPostgres.StartAsync(options));
        Assert.Contains("shared_buffers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_IsForTheOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var postgres = await LocalPostgres.StartAsync(Options);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "password")));
        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString("postgres")) { Password = "wrong" };
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);
        await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
    }

    private void KillServer()
    {
        using var server = Process.GetProcessById(int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture));
        server.Kill();
    }

    private static async Task ExecuteAsync(LocalPostgres postgres, string sql, string database = "postgres")
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString(database) + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string?> ReadAsync(LocalPostgres postgres, string sql, string database = "postgres")
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString(database) + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync();
    }
}
