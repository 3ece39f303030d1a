using System.Globalization;
using System.Net;
using ExhibitionCrm.AppHost;
using Xunit.Abstractions;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>What the production stack's backups bring back, and how a bad one is told.</summary>
[Collection(OneStackAtATime.Name)]
public sealed class BackupTests(BackedUpSite site, ITestOutputHelper output) : IClassFixture<BackedUpSite>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [EngineFact]
    public async Task Restore_AfterTheVolumesAreGone_BringsBackRowsTotalsSessionsAndQueuedMail()
    {
        using var counter = await Counter.SignInAsync(site.Stack);
        var id = await counter.RegisterAsync("Ada Example", "ada@example.org");
        await counter.AddBillAsync(id, "12.50");
        await counter.AddBillAsync(id, "7.50");
        await site.WaitForAFailedSendAsync(id);
        await site.Stack.RunAsync("stop", "web");
        var rows = await site.RowsAsync();
        var backup = await site.BackUpAsync();

        await site.Stack.DownAsync("--volumes");
        await site.Stack.UpAsync();
        await site.Stack.WaitServingAsync();
        Assert.Equal(["0|0"], await site.Stack.QueryAsync("select (select count(*) from customers), (select count(*) from users)"));
        await site.Stack.RunAsync("stop", "web");
        await site.RestoreAsync(backup);
        Assert.Equal(rows, await site.RowsAsync());

        await site.WriteBackupOfLongAgoAsync();
        await using var mail = site.StartMail();
        var night = site.SetNextNight();
        await site.Stack.RunAsync("up", "-d", "--force-recreate", "migrate", "web");
        await site.Stack.RunAsync("up", "-d", "--no-deps", "backup");
        await site.Stack.WaitServingAsync();
        Assert.Contains("20.00 EUR", await counter.FactsOfAsync(id), StringComparison.Ordinal);
        (await Counter.SignInAsync(site.Stack)).Dispose();
        // Those of other tests' customers may come first.
        await Eventually.TrueAsync(async () => (await mail.WaitForMailsAsync(1, Patience)).Any(m => m.Recipient == "ada@example.org"), "Ada's mail", Patience);

        output.WriteLine($"{DateTime.UtcNow:HH:mm:ss} waiting for the night at {night}");
        await Eventually.TrueAsync(async () => (await site.BackupsAsync()).Any(name => string.CompareOrdinal(name, night) > 0), "the nightly backup", Patience);
        await Eventually.TrueAsync(async () => !(await site.BackupsAsync()).Contains(BackedUpSite.LongAgo), "the old backup to be removed");
        Assert.Contains(backup, await site.BackupsAsync());
        output.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {string.Join(' ', await site.BackupsAsync())}");
    }

    [EngineTheory]
    [InlineData("at=$(($(stat -c %s database.dump) / 2)); printf \"\\\\$(printf %o $(($(od -An -tu1 -j $at -N 1 database.dump) ^ 1)))\" | dd of=database.dump bs=1 seek=$at conv=notrunc", "do not have the checksums", "do not have the checksums")]
    [InlineData("rm certificates.tar.gz", "do not have the checksums", "do not have the checksums")]
    [InlineData("head -c $(($(stat -c %s database.dump) / 2)) database.dump > cut; mv cut database.dump; " + Sign, "cannot be restored", "could not be restored")]
    [InlineData("sed -i 's/customers: rows, checksum|[0-9]*/&0/' counts.txt; " + Sign, "cannot be restored", "could not be restored")]
    public async Task Backup_ThatIsDamaged_IsDetectedAndRestoresNothing(string damage, string verdict, string refusal)
    {
        var backup = await site.BackUpAsync();
        Assert.Contains("is whole", await site.Stack.ExecAsync("backup", "verify", backup), StringComparison.Ordinal);
        var before = await site.CustomersAndDatabasesAsync();
        await site.Stack.ExecAsync("backup", "sh", "-euc", $"cd /backups/{backup}; {damage}");

        await AssertFailsAsync(["exec", "-T", "backup", "verify", backup], verdict);
        await AssertFailsAsync(["run", "--rm", "-T", "restore", backup, "--overwrite"], refusal, "Nothing was changed");
        Assert.Equal(before, await site.CustomersAndDatabasesAsync());
    }

    [EngineFact]
    public async Task Restore_WhereWorkStands_RefusesUnlessToldAndThenKeepsIt()
    {
        using var counter = await Counter.SignInAsync(site.Stack);
        var early = await counter.RegisterAsync("Early");
        var backup = await site.BackUpAsync();
        var late = await counter.RegisterAsync("Late");

        await AssertFailsAsync(["run", "--rm", "-T", "restore", backup], "Nothing was changed. To replace them, add --overwrite");
        Assert.Contains("Late", await counter.FactsOfAsync(late), StringComparison.Ordinal);

        var said = await site.RestoreAsync(backup, "--overwrite");
        await site.Stack.RunAsync("up", "-d", "--force-recreate", "migrate", "web");
        await site.Stack.WaitServingAsync();
        Assert.Contains("Early", await counter.FactsOfAsync(early), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await counter.Browser.GetPageAsync($"/customers/{late}")).Status);
        var kept = said.Split(' ').First(word => word.Contains("_before_", StringComparison.Ordinal)).TrimEnd(';');
        Assert.Equal(late, await site.Stack.ExecAsync("backup", "psql", "--dbname", kept, "-Atc", $"select id from customers where id = '{late}'"));
    }

    [EngineFact]
    public async Task Backup_WithoutTheDatabase_FailsForAllToSeeUntilOneSucceeds()
    {
        var before = await site.BackupsAsync();
        await site.Stack.RunAsync("stop", "db");
        await AssertFailsAsync(["exec", "-T", "backup", "backup"], "FAILED: the database could not be dumped");
        Assert.Contains("FAILED: the database could not be dumped", await site.Stack.LogsAsync("backup"), StringComparison.Ordinal);
        await site.WaitForBackupHealthAsync("unhealthy");
        Assert.Equal(before, await site.BackupsAsync());

        await site.Stack.RunAsync("start", "db");
        await site.Stack.WaitServingAsync();
        await site.BackUpAsync();
        await site.WaitForBackupHealthAsync("healthy");
    }

    [EngineFact]
    public async Task Backup_WithAFolderThatCannotBeWrittenTo_SaysSoAndIsNotHealthy()
    {
        try
        {
            await site.MountBackupsAsync("ro");
            await Eventually.TrueAsync(
                async () => (await site.Stack.LogsAsync("backup")).Contains("FAILED: /backups cannot be written to", StringComparison.Ordinal), "the log to say so");
            Assert.NotEqual("healthy", (await site.Stack.ContainerAsync("backup")).Health);
        }
        finally
        {
            await site.MountBackupsAsync("rw");
        }

        await site.WaitForBackupHealthAsync("healthy");
    }

    [EngineFact]
    public async Task UpgradeDatabase_ToANewerVersion_BringsEveryRowAlongAndBackupsGoOn()
    {
        using var counter = await Counter.SignInAsync(site.Stack);
        var id = await counter.RegisterAsync("Long Standing");
        await counter.AddBillAsync(id, "12.50");
        var counts = await site.CountsAsync();

        var answer = await site.Stack.OperateAsync("upgrade-database", ["17"]);
        output.WriteLine(answer.All);
        Assert.True(answer.ExitCode == 0, answer.All);
        site.KeepVersion("17");
        Assert.Equal(["17"], await site.Stack.QueryAsync("select current_setting('server_version_num')::int / 10000"));
        await site.Stack.WaitServingAsync();
        Assert.Contains("12.50 EUR", await counter.FactsOfAsync(id), StringComparison.Ordinal);
        Assert.Equal(counts, await site.CountsAsync());
        Assert.Contains("is whole", await site.Stack.ExecAsync("backup", "verify", await site.BackUpAsync()), StringComparison.Ordinal);

        answer = await site.Stack.OperateAsync("upgrade-database", ["17"]);
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("the database runs PostgreSQL 17 already", answer.Error, StringComparison.Ordinal);
    }

    private const string Sign = "sha256sum database.dump certificates.tar.gz counts.txt > SHA256SUMS";

    private async Task AssertFailsAsync(string[] command, params string[] said)
    {
        var answer = await site.Stack.TryAsync(command);
        Assert.Equal(1, answer.ExitCode);
        Assert.All(said, words => Assert.Contains(words, answer.Error, StringComparison.Ordinal));
    }
}

/// <summary>The production stack, serving, whose mail server does not answer, with backups that are looked at often. A class fixture.</summary>
public sealed class BackedUpSite : IAsyncLifetime
{
    /// <summary>A backup that is to be removed.</summary>
    public const string LongAgo = "2020-01-01T000000Z";

    private const string NightlyZone = "Asia/Tokyo";
    private const string Mount = "docker-compose.backups.yml";

    private readonly int _mailPort = Ports.FindFree();
    private ComposeStack? _stack;

    internal ComposeStack Stack => _stack!;

    public async Task InitializeAsync()
    {
        if (Engine.WhyToSkip is not null)
        {
            return;
        }

        _stack = await ComposeStack.ProductionAsync(
            ("WEB_PROCESSES", "1"), ("TIME_ZONE", NightlyZone), ("EMAIL_BACKEND", "smtp"), ("EMAIL_HOST", await Engine.HostAddressAsync()),
            ("EMAIL_PORT", $"{_mailPort}"), ("EMAIL_USE_TLS", "False"), ("SIGN_IN_LIMIT", "60"));
        Stack.Add(Mount, "");
        WriteMount("rw");
        await Stack.UpAsync();
        await Stack.WaitServingAsync();
        (await Counter.OpenAsync(Stack)).Dispose();
    }

    public async Task DisposeAsync()
    {
        if (_stack is not null)
        {
            await Stack.DisposeAsync();
        }
    }

    /// <param name="mode">ro or rw.</param>
    internal Task MountBackupsAsync(string mode)
    {
        WriteMount(mode);
        return Stack.RunAsync("up", "-d", "--no-deps", "backup");
    }

    private void WriteMount(string mode) => File.WriteAllText(Path.Combine(Stack.Folder.Path, Mount), $"""
        services:
          backup:
            volumes: ["./backups:/backups:{mode}"]
            healthcheck:
              interval: 1s
              start_period: 0s

        """);

    internal SmtpSink StartMail() => SmtpSink.Start(port: _mailPort, address: IPAddress.Any);

    internal Task WaitForAFailedSendAsync(string customerId) => Eventually.TrueAsync(
        async () => await Stack.QueryAsync($"select 1 from outbox_messages where customer_id = '{customerId}' and state = 'Queued' and last_error is not null") is ["1"],
        "the mail to be tried in vain");

    /// <summary>The name of the backup that it takes.</summary>
    internal async Task<string> BackUpAsync()
    {
        var before = await BackupsAsync();
        await Stack.ExecAsync("backup", "backup");
        return Assert.Single((await BackupsAsync()).Except(before));
    }

    /// <summary>As the database's owner.</summary>
    internal Task<string> RestoreAsync(params string[] arguments) => Stack.RunAsync(["run", "--rm", "-T", "restore", .. arguments]);

    internal async Task<IReadOnlyList<string>> BackupsAsync() => (await Stack.ExecAsync("backup", "ls", "/backups")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    internal Task<IReadOnlyList<string>> CountsAsync() =>
        Stack.QueryAsync("select (select count(*) from customers), (select count(*) from bills), (select sum(amount) from bills), (select count(*) from users)");

    /// <summary>As ./upgrade-database wrote it into .env, which settings of the test write anew.</summary>
    internal void KeepVersion(string version)
    {
        var settings = File.ReadAllText(Path.Combine(Stack.Folder.Path, ".env"));
        Assert.Contains($"\nPOSTGRES_VERSION={version}\nPOSTGRES_DATA=/var/lib/postgresql/data/{version}\n", settings, StringComparison.Ordinal);
        Stack.Set("POSTGRES_VERSION", version);
        Stack.Set("POSTGRES_DATA", $"/var/lib/postgresql/data/{version}");
    }

    internal Task WriteBackupOfLongAgoAsync() => Stack.ExecAsync("backup", "mkdir", $"/backups/{LongAgo}");

    /// <summary>Moves BACKUP_TIME to the next minute that the recreated container can meet; the name that a backup of then would have.</summary>
    internal string SetNextNight()
    {
        var at = DateTime.UtcNow.AddSeconds(30 + 59);
        at = at.AddSeconds(-at.Second);
        Stack.Set("BACKUP_TIME", TimeZoneInfo.ConvertTimeFromUtc(at, TimeZoneInfo.FindSystemTimeZoneById(NightlyZone)).ToString("HH:mm", CultureInfo.InvariantCulture));
        return at.ToString("yyyy-MM-dd'T'HHmm'00Z'", CultureInfo.InvariantCulture);
    }

    internal Task WaitForBackupHealthAsync(string health) => Eventually.TrueAsync(
        async () => (await Stack.ContainerAsync("backup")).Health == health, $"backup to be {health}");

    /// <summary>Every row of every table, as the database's own program writes them.</summary>
    internal async Task<IReadOnlyList<string>> RowsAsync() =>
        [.. (await Stack.ExecAsync("backup", "pg_dump", "--data-only", "--inserts")).Split('\n').Where(IsOfARow).Order(StringComparer.Ordinal)];

    internal async Task<IReadOnlyList<string>> CustomersAndDatabasesAsync() =>
        await Stack.QueryAsync("select t::text from customers t union all select datname from pg_database order by 1");

    // Comments, and commands that hold a random word.
    private static bool IsOfARow(string line) => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal) && line[0] != '\\';
}
