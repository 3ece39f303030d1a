using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

public sealed class MigrateCommandTests
{
    [Fact]
    public async Task Model_AgainstTheMigrations_HasNothingPending()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await using var db = database.Open();
        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public async Task Apply_AtItsEnd_GivesTheLockBack()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        await MigrateCommand.ApplyAsync(db, database.ConnectionString);

        // The server notices a closed connection a moment later.
        await Eventually.TrueAsync(async () => (await database.ListAsync("""
            select count(*)::text from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
            """)) is ["0"], "the lock to be given back");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Migrate_ByTwoProcessesAtOnce_BothSucceed(bool databaseIsMissing)
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        connection.Database += databaseIsMissing ? "_missing" : "";
        var settings = new Dictionary<string, string?>(TestOptions.Complete)
        {
            ["ConnectionStrings:exhibitiondb"] = connection.ConnectionString,
            ["DB_WEB_USER"] = $"{connection.Database}_web",
            ["DB_WEB_PASSWORD"] = Guid.NewGuid().ToString("N"),
        };

        var runs = await Task.WhenAll(CrmProcess.RunAsync(settings, "migrate"), CrmProcess.RunAsync(settings, "migrate"));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Output));
        await using var migrated = new TestDatabase(connection.ConnectionString, () => Task.CompletedTask);
        await using var db = migrated.Open();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        Assert.Single(await migrated.ListAsync("select slug from exhibitions"));
    }

    [Fact]
    public async Task Migrate_AgainAndAgain_MakesTheExhibitionOnceAndChangesNoneThatThereIs()
    {
        const string rows = "select concat_ws('|', slug, name, venue, time_zone, currency, implausible_from, phone_region, state, version, sender_name, sender_address) from exhibitions";
        await using var database = await TestPostgres.CreateDatabaseAsync();
        var settings = WithAdministrator(database);
        (settings["TIME_ZONE"], settings["CURRENCY"], settings["IMPLAUSIBLE_AMOUNT"], settings["PHONE_REGION"]) = ("Asia/Tokyo", "JPY", "500000", "JP");
        Assert.Equal(0, (await CrmProcess.RunAsync(settings, "migrate")).ExitCode);
        Assert.Equal(["exhibition||Asia/Tokyo|JPY|500000.00|JP|open|0|Exhibition|crm@example.org"], await database.ListAsync(rows));

        // With an account and without one, under other settings.
        (settings["TIME_ZONE"], settings["CURRENCY"], settings["IMPLAUSIBLE_AMOUNT"], settings["PHONE_REGION"]) = ("Europe/Berlin", "EUR", null, null);
        await database.ExecuteAsync("update exhibitions set name = 'Expo', currency = 'USD'");
        foreach (var _ in Enumerable.Range(0, 2))
        {
            Assert.Equal(0, (await CrmProcess.RunAsync(settings, "migrate")).ExitCode);
            Assert.Equal(["exhibition|Expo||Asia/Tokyo|USD|500000.00|JP|open|0|Exhibition|crm@example.org"], await database.ListAsync(rows));
            await database.ExecuteAsync("delete from users");
        }

        // As after a backup of before was restored.
        Assert.Equal(0, (await CrmProcess.RunAsync(settings, "migrate")).ExitCode);
        await database.ExecuteAsync("delete from exhibitions");
        Assert.Equal(0, (await CrmProcess.RunAsync(settings, "migrate")).ExitCode);
        Assert.Equal(["exhibition||Europe/Berlin|EUR|10000.00|open|0|Exhibition|crm@example.org"], await database.ListAsync(rows));
    }

    [Fact]
    public async Task Migrations_OfADatabaseInUse_PutCustomersIntoTheirBillsAndTakeThemOutAgain()
    {
        const string before = "20261124040554_BillTotals";
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(before);
        await database.ExecuteAsync("""
            insert into customers (id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
            values ('00000001', 'Ann', 'a@b.example', '1', e'00000001\nann', 'ann', 'Sent', now(), now(), 'x', gen_random_uuid(), 1);
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
            values (gen_random_uuid(), '00000001', 1, 'Map', 'map', now(), 'x'), (gen_random_uuid(), '00000001', 2, '', '', now(), 'x');
            """);
        const string found = "select search_text from bills order by amount";
        const string total = "select bill_count || ' ' || bill_total from customers";

        await migrator.MigrateAsync();
        Assert.Equal(["00000001\nann\nmap", "00000001\nann\n"], await database.ListAsync(found));
        Assert.Equal(["2 3.00"], await database.ListAsync(total));
        await database.ExecuteAsync("update customers set search_text = e'00000001\nbea'");
        Assert.Equal(["00000001\nbea\nmap", "00000001\nbea\n"], await database.ListAsync(found));
        Assert.Equal(["2 3.00"], await database.ListAsync(total));

        await migrator.MigrateAsync(before);
        Assert.Equal(["map", ""], await database.ListAsync(found));
        Assert.Equal(["2 3.00"], await database.ListAsync(total));
    }

    [Fact]
    public async Task Migrations_WithCancelledMails_AreTakenBackWithoutLosingARow()
    {
        const string before = "20261124150000_BillsFoundByCustomer";
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(before);
        await database.ExecuteAsync("""
            insert into customers (id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
            values ('00000001', 'Ann', 'a@b.example', '1', e'00000001\nann', 'ann', 'Sent', now(), now(), 'x', gen_random_uuid(), 1);
            insert into outbox_messages (id, kind, customer_id, state, created_at, due_at, attempts)
            values (gen_random_uuid(), 'Welcome', '00000001', 'Sent', now(), now(), 1);
            """);
        await migrator.MigrateAsync("20261125202408_MailBatches");
        const string mails = "select state || ' ' || (select mail_state from customers) from outbox_messages";
        Assert.Equal(["Sent Sent"], await database.ListAsync(mails));

        await database.ExecuteAsync("""
            with batch as (insert into mail_batches (id, created_at, created_by, chosen) values (gen_random_uuid(), now(), 'x', 1) returning id)
            update outbox_messages set state = 'Cancelled', batch_id = batch.id from batch;
            update customers set mail_state = 'Cancelled';
            insert into audit_entries (at, actor, action, subject, subject_id, changes) values (now(), 'x', 'Cancelled', 'Mail', 'some', '{}');
            """);
        await migrator.MigrateAsync(before);
        Assert.Equal(["Failed Failed"], await database.ListAsync(mails));
        Assert.Equal(["Resent Export"], await database.ListAsync("select action || ' ' || subject from audit_entries"));
        await migrator.MigrateAsync();
        Assert.Equal(["Failed Failed"], await database.ListAsync(mails));
    }

    [Fact]
    public async Task Migrate_OfADatabaseInUse_AppliesWhatItLacks()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await using var db = database.Open();
        var settings = WithAdministrator(database);
        Assert.Equal(0, (await CrmProcess.RunAsync(settings, "migrate")).ExitCode);

        await db.GetService<IMigrator>().MigrateAsync("20261124150000_BillsFoundByCustomer");
        Assert.Equal(0, (await CrmProcess.RunAsync(settings, "migrate")).ExitCode);
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());

        await database.ExecuteAsync("delete from users");
        var (_, output) = await CrmProcess.RunAsync(settings, "migrate");
        Assert.Contains("Administrator root created", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrations_ToSessionsAndBack_KeepEveryAccount()
    {
        const string before = "20261126044822_ActivityFilters";
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(before);
        await database.ExecuteAsync("""
            with anna as (
                insert into users (id, user_name, email, security_stamp, created_at, access_failed_count, email_confirmed, lockout_enabled, phone_number_confirmed, two_factor_enabled)
                values (gen_random_uuid(), 'anna', 'a@b.example', 'stamp', now(), 0, false, true, false, true) returning id)
            insert into user_tokens (user_id, login_provider, name, value)
            select id, provider, name, 'x' from anna, (values ('ExhibitionCrm', 'LastCode'), ('[AspNetUserStore]', 'AuthenticatorKey')) as token (provider, name)
            """);

        await migrator.MigrateAsync();
        Assert.Equal(["AuthenticatorKey"], await database.ListAsync("select name from user_tokens"));
        await database.ExecuteAsync("""
            update users set last_code_step = 1;
            insert into kept_texts (id, user_id, content, created_at) select gen_random_uuid(), id, 'x', now() from users;
            insert into staff_sessions (id, user_id, security_stamp, created_at, last_seen_at, browser) select gen_random_uuid(), id, 'x', now(), now(), 'x' from users;
            """);

        await migrator.MigrateAsync(before);
        Assert.Equal(["anna"], await database.ListAsync("select user_name from users"));
        Assert.Empty(await database.ListAsync("select table_name::text from information_schema.tables where table_name in ('kept_texts', 'staff_sessions')"));
        await migrator.MigrateAsync();
    }

    [Fact]
    public async Task Migrations_WithTextThatFormsRefuse_KeepEveryRow()
    {
        const string before = "20261125202408_MailBatches";
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(before);
        await database.ExecuteAsync("""
            insert into customers (id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
            values ('00000001', e'An\u0001n\u009f', 'a@b.example', '', e'00000001\nann', 'ann', 'Sent', now(), now(), 'x', gen_random_uuid(), 1),
                   ('00000002', 'Bea', 'b@b.example', '1', e'00000002\nbea', 'bea', 'Sent', now(), now(), 'x', gen_random_uuid(), 1);
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by, voided_at, voided_by, void_reason)
            values (gen_random_uuid(), '00000001', 1, e'Map\x02\nand\ttape', 'map', now(), 'x', now(), 'x', e'wro\x7fng'),
                   (gen_random_uuid(), '00000002', 2, '', '', now(), 'x', null, null, null);
            """);

        await migrator.MigrateAsync();
        Assert.Equal(["An n |?", "Bea|1"], await database.ListAsync("select name || '|' || phone from customers order by id"));
        Assert.Equal(["Map \nand\ttape|wro ng", "|"], await database.ListAsync("select description || '|' || coalesce(void_reason, '') from bills order by amount"));
        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(@"update customers set name = e'\x01' where id = '00000002'"));

        await migrator.MigrateAsync(before);
        Assert.Equal(1, await database.ExecuteAsync(@"update customers set name = e'\x01' where id = '00000002'"));
    }

    [Fact]
    public async Task Migrate_AgainAndAgain_MakesTheFirstAdministratorOnce()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        var settings = WithAdministrator(database);
        var (firstCode, first) = await CrmProcess.RunAsync(settings, "migrate");
        var (secondCode, second) = await CrmProcess.RunAsync(settings, "migrate");
        Assert.Equal((0, 0), (firstCode, secondCode));
        Assert.Contains("Administrator root created.", first, StringComparison.Ordinal);
        Assert.DoesNotContain("created", second, StringComparison.Ordinal);
        Assert.DoesNotContain(TestData.Password, first + second, StringComparison.Ordinal);
        await using var db = database.Open();
        Assert.Equal(1, await db.Users.CountAsync());
    }

    private static Dictionary<string, string?> WithAdministrator(TestDatabase database) => new(TestOptions.Complete)
    {
        ["ConnectionStrings:exhibitiondb"] = database.ConnectionString,
        ["SUPERUSER_USERNAME"] = "root",
        ["SUPERUSER_EMAIL"] = "root@example.org",
        ["SUPERUSER_PASSWORD"] = TestData.Password,
    };
}
