using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>
/// What ./update does to the production stack while people work. The first one that comes through, in whatever order, finds
/// an installation from before web and backup had roles of their own.
/// </summary>
[Collection(OneStackAtATime.Name)]
public sealed partial class UpdateTests(UpdatedSite site, ITestOutputHelper output) : IClassFixture<UpdatedSite>
{
    private const string Program = "exec dotnet /app/ExhibitionCrm.Web.dll \"$@\"";

    [EngineFact]
    public async Task Update_UnderLoad_FailsNoRequestAndTakesABackup()
    {
        var before = await site.WebAsync();
        var backups = await site.BackupsAsync();
        site.WriteVersion(Program);

        var answer = await UpdateUnderLoadAsync(["--no-pull"]);

        Assert.True(answer.ExitCode == 0, answer.All);
        var after = await site.WebAsync();
        Assert.Equal(2, after.Count);
        Assert.Empty(after.Select(web => web.Id).Intersect(before.Select(web => web.Id)));
        Assert.All(after, web => Assert.Equal(site.Version, web.Version));
        Assert.Single((await site.BackupsAsync()).Except(backups));
        Assert.Equal(["exhibition_web"], await site.RolesOfWebAsync());
        await site.Stack.ExecAsync("backup", "backup");
    }

    [EngineFact]
    public Task Update_ToAVersionThatIsNeverHealthy_LeavesTheOldOneServing() =>

        // It listens, and could answer nothing but failures.
        AssertUpdateLeavesTheOldVersionAsync($"[ $# -gt 0 ] || export DB_PASSWORD=none; {Program}", "the new version does not become healthy in 20 seconds", "--no-pull", "--no-backup");

    [EngineFact]
    public Task Update_WithAMigrationThatFails_LeavesTheOldOneServing() =>
        AssertUpdateLeavesTheOldVersionAsync($"[ \"${{1:-}}\" != migrate ] || exit 1; {Program}", "the migration failed", "--no-pull", "--no-backup");

    [EngineFact]
    public async Task Update_WithoutABackup_ChangesNothing()
    {
        await site.Stack.RunAsync("stop", "backup");
        await AssertUpdateLeavesTheOldVersionAsync(Program, "without a backup nothing is updated");
        await site.Stack.RunAsync("start", "backup");
    }

    [EngineFact]
    public async Task Update_WithoutARegistry_ChangesNothingAndSaysHowToGoOn()
    {
        var answer = await AssertUpdateLeavesTheOldVersionAsync(Program, "they cannot be pulled; nothing was changed", "--no-backup");
        Assert.Contains("./update --no-pull", answer.Error, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Update_WithFixesForTheDatabase_SaysSoAndTakesThemUpByItsOwnWord()
    {
        var before = await site.DatabaseAsync();
        await site.WriteDatabaseFixAsync();

        var answer = await UpdateUnderLoadAsync(["--as-is", "--no-backup"]);
        Assert.True(answer.ExitCode == 0, answer.All);
        Assert.Contains("There are fixes for the database", answer.Output, StringComparison.Ordinal);
        Assert.Equal(before, await site.DatabaseAsync());

        answer = await site.Stack.OperateAsync("update", ["--as-is", "--no-backup", "--database"]);
        Assert.True(answer.ExitCode == 0, answer.All);
        Assert.DoesNotContain("There are fixes", answer.Output, StringComparison.Ordinal);
        Assert.NotEqual(before, await site.DatabaseAsync());
        await site.Stack.WaitServingAsync();
    }

    private async Task<EngineAnswer> AssertUpdateLeavesTheOldVersionAsync(string program, string reason, params string[] options)
    {
        var before = await site.WebAsync();
        var image = await site.NamedImageAsync();
        site.WriteVersion(program);

        var answer = await UpdateUnderLoadAsync(options, "20");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains($"FAILED: {reason}", answer.Error, StringComparison.Ordinal);
        Assert.Equal(before, await site.WebAsync());
        Assert.Equal(image, await site.NamedImageAsync());
        return answer;
    }

    private async Task<EngineAnswer> UpdateUnderLoadAsync(string[] options, string patience = "300")
    {
        await using var load = StackLoad.Start(site.Stack);
        await load.WaitForAsync(10);
        site.TakeUpFiles();
        var answer = await site.Stack.OperateAsync("update", options, ("UPDATE_PATIENCE", patience));
        output.WriteLine(answer.All);
        await load.WaitForAsync(load.Acknowledged.Count + 10);
        await load.StopAsync();

        output.WriteLine($"{load.Acknowledged.Count} acknowledged");
        Assert.Empty(load.Failures);
        return answer;
    }
}

/// <summary>The production stack, serving, with an image name of its own that updates may give to other images. A class fixture.</summary>
public sealed partial class UpdatedSite : IAsyncLifetime
{
    private const string VersionLabel = "version";
    private const string ProjectLabel = "project";

    private ComposeStack? _stack;
    private int _versions;

    internal ComposeStack Stack => _stack!;

    /// <summary>Of a scan that begins with the site.</summary>
    internal Task<IReadOnlyList<TlsFinding>> TlsFindings { get; private set; } = null!;

    /// <summary>Of the image that the next update builds.</summary>
    internal string Version => $"{_versions}";

    private string Image => $"exhibition-crm:{Stack.Project}";

    private string DatabaseImage => $"exhibition-crm-db:{Stack.Project}";

    // In a registry that nobody can reach.
    private string NginxImage => $"localhost:1/nginx:{Stack.Project}";

    public async Task InitializeAsync()
    {
        if (Engine.WhyToSkip is not null)
        {
            return;
        }

        _stack = await ComposeStack.ProductionAsync(("WEB_PROCESSES", "2"));
        WriteFilesOfBefore();
        await Engine.RunAsync("tag", StackImages.Name, Image);
        await Engine.RunAsync("tag", "postgres:15-alpine", DatabaseImage);
        await Engine.RunAsync("tag", "nginx:stable", NginxImage);
        Stack.Set("CRM_IMAGE", Image);
        Stack.Add("docker-compose.images.yml", $$"""
            services:
              db:
                image: {{DatabaseImage}}
              nginx:
                image: {{NginxImage}}

            """);
        var authority = TestAuthority.AddTo(Stack);
        await authority.StartAsync();
        await Stack.UpAsync();
        Stack.TrustedRoot = await authority.RootAsync();
        await Stack.WaitServingAsync();
        TlsFindings = TlsScan.RunAsync(Stack);
        (await Counter.OpenAsync(Stack)).Dispose();
    }

    public async Task DisposeAsync()
    {
        if (_stack is not null)
        {
            await Task.WhenAny(TlsFindings);
            await Stack.DisposeAsync();
            await Engine.RunAsync("rmi", Image, DatabaseImage, NginxImage);
            await Engine.RunAsync("image", "prune", "--force", "--filter", $"label={ProjectLabel}={Stack.Project}");
        }
    }

    /// <summary>Puts the next version where the stack is built from.</summary>
    /// <param name="program">The shell script that the image runs for the program, with its verbs.</param>
    internal void WriteVersion(string program)
    {
        _versions++;
        Write(".dockerignore", "*\n!crm\n");
        Write("crm", $"#!/bin/sh\n{program}\n");
        Write("Dockerfile", $"""
            FROM {StackImages.Name} AS runtime
            COPY --chmod=755 crm /usr/local/bin/
            LABEL {VersionLabel}={Version} {ProjectLabel}={Stack.Project}

            """);
    }

    /// <summary>The stack's file of this version, as an operator has it before an update.</summary>
    internal void TakeUpFiles() => File.Copy(Path.Combine(StackFolder.Committed, StackFile.Production), Path.Combine(Stack.Folder.Path, StackFile.Production), overwrite: true);

    /// <summary>Who the running web processes are to the database.</summary>
    internal Task<IReadOnlyList<string>> RolesOfWebAsync() => Stack.QueryAsync(
        "select distinct usename from pg_stat_activity where datname = current_database() and client_addr is not null");

    // Web and backup were the database's owner.
    private void WriteFilesOfBefore()
    {
        var text = File.ReadAllText(Path.Combine(StackFolder.Committed, StackFile.Production));
        text = RolesOfMigrate().Replace(text, "");
        text = PasswordOfARole().Replace(text, "${DB_PASSWORD}");
        text = text.Replace("${DB_USER:-exhibition}_web", "${DB_USER:-exhibition}", StringComparison.Ordinal)
            .Replace("${DB_USER:-exhibition}_backup", "${DB_USER:-exhibition}", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Stack.Folder.Path, StackFile.Production), text);
        Stack.Set("DB_WEB_PASSWORD", null);
        Stack.Set("DB_BACKUP_PASSWORD", null);
    }

    [GeneratedRegex("^ +DB_(WEB|BACKUP)_.*\\n", RegexOptions.Multiline)]
    private static partial Regex RolesOfMigrate();

    [GeneratedRegex(@"\$\{DB_(WEB|BACKUP)_PASSWORD:[^}]*\}")]
    private static partial Regex PasswordOfARole();

    /// <summary>Gives the database's image name to another one, as a pull of fixes does.</summary>
    internal async Task WriteDatabaseFixAsync()
    {
        string[] build = ["build", "--quiet", "--label", $"{ProjectLabel}={Stack.Project}", "--tag", DatabaseImage, "-"];
        (await Engine.TryAsync(new EngineCall(build, Input: "FROM postgres:15-alpine\nLABEL fixes=1\n"))).Successful();
    }

    /// <summary>The database's container.</summary>
    internal async Task<string> DatabaseAsync() => (await Stack.ContainerAsync("db")).Id;

    /// <summary>All of the service, also those that an update has only tried.</summary>
    internal async Task<IReadOnlyList<WebProcess>> WebAsync()
    {
        var ids = await Engine.RunAsync(
            "ps", "-aq", "--no-trunc", "--filter", $"label=com.docker.compose.project={Stack.Project}", "--filter", "label=com.docker.compose.service=web");
        return [.. (await Task.WhenAll(ids.Split('\n').Select(DescribeAsync))).OrderBy(web => web.Id, StringComparer.Ordinal)];
    }

    internal Task<string> NamedImageAsync() => Engine.RunAsync("image", "inspect", "--format", "{{.Id}}", Image);

    internal async Task<IReadOnlyList<string>> BackupsAsync() => (await Stack.ExecAsync("backup", "ls", "/backups")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<WebProcess> DescribeAsync(string id)
    {
        var facts = await Engine.RunAsync("inspect", "--format", $"{{{{.Image}}}} {{{{.State.StartedAt}}}} {{{{index .Config.Labels \"{VersionLabel}\"}}}}", id);
        return facts.Split(' ') is [var image, var started, var version] ? new WebProcess(id, image, started, version) : throw new InvalidOperationException(facts);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(Stack.Folder.Root, name), text);
}

/// <summary>A running container of the site.</summary>
internal sealed record WebProcess(string Id, string Image, string StartedAt, string Version);
