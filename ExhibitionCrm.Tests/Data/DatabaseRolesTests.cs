using ExhibitionCrm.AppHost;
using ExhibitionCrm.Web.Data;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

/// <summary>
/// What the roles that migrate makes may not do. That the site's may do what the site does is shown by all tests of pages:
/// their sites are this role.
/// </summary>
public sealed class DatabaseRolesTests(DatabaseWithRoles database) : IClassFixture<DatabaseWithRoles>
{
    private const string AuditEntry = "insert into audit_entries (at, actor, kind, subject, subject_id, data) values (now(), 'x', 'x', 'x', 'x', '{}')";

    [Theory]
    [InlineData("update audit_entries set actor = 'y'")]
    [InlineData("delete from audit_entries")]
    [InlineData("truncate audit_entries")]
    [InlineData("begin; lock table audit_entries")]
    [InlineData("alter table audit_entries disable trigger all")]
    [InlineData("alter table bills disable trigger bills_refuse_change")]
    [InlineData("drop trigger bills_refuse_change on bills")]
    [InlineData("create trigger mine before insert on audit_entries for each row execute function bills_refuse_change()")]
    [InlineData("create or replace function bills_refuse_change() returns trigger language plpgsql as 'begin return new; end'")]
    [InlineData("alter function bills_keep_totals() rename to other")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("delete from bills")]
    [InlineData("update given_ids set survivor_id = null")]
    [InlineData("insert into customer_merges default values")]
    [InlineData("update customer_merges set undone_at = null")]
    [InlineData("update customer_merges set merged_row = '{}'")]
    [InlineData("alter table customers disable trigger customers_of_archived")]
    [InlineData("alter table exhibitions disable trigger exhibitions_keep_meaning")]
    [InlineData("truncate customers cascade")]
    [InlineData("drop table bills")]
    [InlineData("alter table customers add column mine text")]
    [InlineData("create table mine (a int)")]
    [InlineData("create temporary table mine (a int)")]
    [InlineData("create function mine() returns int language sql as 'select 1'")]
    [InlineData("create schema mine")]
    [InlineData("create extension hstore")]
    [InlineData("insert into \"__EFMigrationsHistory\" values ('x', 'x')")]
    [InlineData("update \"__EFMigrationsHistory\" set product_version = 'x'")]
    [InlineData("delete from \"__EFMigrationsHistory\"")]
    [InlineData("update roles set name = 'x'")]
    [InlineData("set role crm")]
    [InlineData("create role mine")]
    [InlineData("create database mine")]
    [InlineData("alter role crm password 'x'")]
    [InlineData("select rolpassword from pg_authid")]
    [InlineData("copy customers to program 'true'")]
    [InlineData("select pg_read_file('PG_VERSION')")]
    public async Task Web_DoingWhatTheSiteDoesNot_IsRefused(string sql) => await AssertRefusesAsync(database.Web, sql);

    [Theory]
    [InlineData("insert into audit_entries default values")]
    [InlineData("update customers set name = 'x'")]
    [InlineData("select merge_customers(1, 'A', 'B', 0, 0, '{}', 'x', now(), gen_random_uuid())")]
    [InlineData("select erase_merge_details(now(), 1)")]
    [InlineData("delete from bills")]
    [InlineData("truncate customers cascade")]
    [InlineData("drop table bills")]
    [InlineData("create table mine (a int)")]
    [InlineData("create temporary table mine (a int)")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("set role crm")]
    [InlineData("create role mine")]
    public async Task Backup_Writing_IsRefused(string sql) => await AssertRefusesAsync(database.Backup, sql);

    [Fact]
    public async Task Roles_DoingTheirWork_AreNotRefused()
    {
        await using var web = database.As(database.Web);
        Assert.Equal(1, await web.ExecuteAsync(AuditEntry));
        await using var backup = database.As(database.Backup);
        Assert.NotEqual(["0"], await backup.ListAsync("select count(*)::text from audit_entries"));
        Assert.NotEqual(["0"], await backup.ListAsync("""select count(*)::text from "__EFMigrationsHistory" """));
    }

    // A new table that nobody thought of would be found by the first who opens its page.
    [Fact]
    public async Task Web_MayReadEveryTable() => Assert.Empty(await database.Owner.ListAsync($"""
        select tablename::text from pg_tables
        where schemaname = 'public' and not has_table_privilege('{database.Web.Name}', format('%I.%I', schemaname, tablename), 'select')
        """));

    [Fact]
    public async Task Migrate_AgainWithOtherPasswords_SetsThemAndTakesAwayWhatWasGivenSince()
    {
        await using var other = await DatabaseWithRoles.CreateAsync();
        await other.Owner.ExecuteAsync($"grant update (actor), delete on audit_entries to {other.Web.Name}");
        var settings = other.Settings(other.Web with { Password = "Grüße; 'quoted' \"twice\" $$" }, other.Backup);

        var (exitCode, output) = await CrmProcess.RunAsync(settings, "migrate");

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("quoted", output, StringComparison.Ordinal);
        await AssertRefusesAsync(other.Web, "select 1", PostgresErrorCodes.InvalidPassword, other);
        var web = other.Web with { Password = settings["DB_WEB_PASSWORD"]! };
        await AssertRefusesAsync(web, "update audit_entries set actor = 'y'", database: other);
        await AssertRefusesAsync(web, "delete from audit_entries", database: other);
    }

    [Fact]
    public async Task Migrate_WithTheOwnerForARole_RefusesAndLeavesItAsItIs()
    {
        var settings = database.Settings(database.Web with { Name = LocalPostgres.UserName }, database.Backup);
        var (exitCode, output) = await CrmProcess.RunAsync(settings, "migrate");
        Assert.Equal(1, exitCode);
        Assert.Contains($"The role {LocalPostgres.UserName} is the owner or a superuser", output, StringComparison.Ordinal);
        Assert.Equal(["1"], await database.Owner.ListAsync("select '1'"));
    }

    [Fact]
    public async Task Migrate_AsWeb_SaysThatItIsTheOwnersMatter()
    {
        await using var other = await DatabaseWithRoles.CreateAsync();
        var settings = new Dictionary<string, string?>(TestOptions.Complete) { ["ConnectionStrings:exhibitiondb"] = other.Owner.ConnectionStringOf(other.Web) };
        var (exitCode, output) = await CrmProcess.RunAsync(settings, "migrate");
        Assert.Equal(1, exitCode);
        Assert.Contains("Only its owner can", output, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_OfARole_HoldsNoPassword() =>
        Assert.DoesNotContain("hunter2", $"{new DatabaseRoles(new DatabaseRole("a", "hunter2"), new DatabaseRole("b", "hunter2"))}", StringComparison.Ordinal);

    private Task AssertRefusesAsync(DatabaseRole role, string sql) => AssertRefusesAsync(role, sql, database: database);

    private static async Task AssertRefusesAsync(
        DatabaseRole role, string sql, string reason = PostgresErrorCodes.InsufficientPrivilege, DatabaseWithRoles? database = null)
    {
        await using var connection = database!.As(role);
        Assert.Equal(reason, (await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(sql))).SqlState);
    }
}

/// <summary>A database that migrate made with roles for the site and its backups. A class fixture.</summary>
public sealed class DatabaseWithRoles : IAsyncLifetime, IAsyncDisposable
{
    private TestDatabase? _owner;

    internal TestDatabase Owner => _owner!;

    internal DatabaseRole Web { get; } = NewRole("web");

    internal DatabaseRole Backup { get; } = NewRole("backup");

    internal static async Task<DatabaseWithRoles> CreateAsync()
    {
        var database = new DatabaseWithRoles();
        await database.InitializeAsync();
        return database;
    }

    public async Task InitializeAsync()
    {
        _owner = await TestPostgres.CreateEmptyDatabaseAsync();
        var (exitCode, output) = await CrmProcess.RunAsync(Settings(Web, Backup), "migrate");
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain(Web.Password, output, StringComparison.Ordinal);
    }

    /// <summary>Of a migrate for these.</summary>
    internal Dictionary<string, string?> Settings(DatabaseRole web, DatabaseRole backup) => new(TestOptions.Complete)
    {
        ["ConnectionStrings:exhibitiondb"] = Owner.ConnectionString,
        ["DB_WEB_USER"] = web.Name,
        ["DB_WEB_PASSWORD"] = web.Password,
        ["DB_BACKUP_USER"] = backup.Name,
        ["DB_BACKUP_PASSWORD"] = backup.Password,
    };

    /// <summary>The same database, as somebody else.</summary>
    internal TestDatabase As(DatabaseRole role) => new(Owner.ConnectionStringOf(role), () => Task.CompletedTask);

    public async Task DisposeAsync() => await Owner.DisposeAsync();

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    // All databases of the run share one server.
    private static DatabaseRole NewRole(string name) => new($"crm_{Guid.NewGuid():N}_{name}", Guid.NewGuid().ToString("N"));
}
