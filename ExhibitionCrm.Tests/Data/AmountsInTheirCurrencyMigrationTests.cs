using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

/// <summary>Amounts of the version before keep every digit and stay where they are on the disk; the way back rounds none.</summary>
public sealed class AmountsInTheirCurrencyMigrationTests : IAsyncLifetime
{
    private const string Before = "20261127120000_BillsByPerson";
    private const string This = "20261127130000_AmountsInTheirCurrency";
    private const int Count = 2_000;

    private const string Rows = "select b::text || ' ' || c.bill_total || ' ' || c.bill_count from bills b join customers c on c.id = b.customer_id order by b.id";

    // A table or an index that is written anew lies in another file.
    private const string Files = """
        select relname || ' ' || relfilenode from pg_class
        where oid in ('bills'::regclass, 'customers'::regclass)
          or oid in (select indexrelid from pg_index where indrelid in ('bills'::regclass, 'customers'::regclass))
        order by relname
        """;

    private const string Types = """
        select concat_ws(' ', attname, format_type(atttypid, atttypmod)) from pg_attribute
        where (attrelid, attname) in (('bills'::regclass, 'amount'), ('customers'::regclass, 'bill_total')) order by attname
        """;

    private const string Traces = """
        select proname::text from pg_proc where proname in ('currency_places', 'bills_in_currency')
        union all select tgname::text from pg_trigger where tgname = 'bills_in_currency'
        """;

    private TestDatabase _database = null!;
    private CrmDbContext _db = null!;

    public async Task InitializeAsync()
    {
        _database = await TestPostgres.CreateEmptyDatabaseAsync();
        _db = _database.Open();
        await Migrator.MigrateAsync(Before);
        await _database.ExecuteAsync($"""
            insert into exhibitions (slug, venue, time_zone, currency, implausible_from, state, created_at, version)
            values ('exhibition', '', 'UTC', 'EUR', 10000, 'open', now(), 0);
            insert into customers (id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
            select 'AAAAAAA' || i, 'Ann', 'a@b.example', '1', 'ann', 'ann', 'Sent', now(), now(), 'x', gen_random_uuid(), 1 from generate_series(0, 3) i;
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
            select gen_random_uuid(), 'AAAAAAA' || n % 3, n * n / 100.0, 'd', 'd', now(), 'x' from generate_series(1, {Count}) n;
            update bills set voided_at = now(), voided_by = 'y', void_reason = 'z' where number % 10 = 0;
            analyze;
            """);
    }

    public async Task DisposeAsync()
    {
        await _db.DisposeAsync();
        await _database.DisposeAsync();
    }

    private IMigrator Migrator => _db.GetService<IMigrator>();

    [Fact]
    public async Task Up_KeepsEveryDigitAndWritesNoTableOrIndexAnew()
    {
        var (rows, files) = (await _database.ListAsync(Rows), await _database.ListAsync(Files));

        await Migrator.MigrateAsync(This);

        Assert.Equal(rows, await _database.ListAsync(Rows));
        Assert.Equal(files, await _database.ListAsync(Files));
        Assert.Equal(["amount numeric", "bill_total numeric"], await _database.ListAsync(Types));
        Assert.Empty(await _database.ListAsync("select conname::text from pg_constraint where not convalidated"));
        Assert.Equal(["amount", "bill_total"], await _database.ListAsync("select attname::text from pg_stats where (tablename, attname) in (('bills', 'amount'), ('customers', 'bill_total')) order by 1"));
        Assert.False(_db.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task Up_GivenUpHalfway_IsDoneOnceMore()
    {
        var rows = await _database.ListAsync(Rows);
        await Migrator.MigrateAsync(This);
        await _database.ExecuteAsync($"""
            delete from "__EFMigrationsHistory" where migration_id = '{This}';
            drop trigger bills_in_currency on bills;
            """);

        await Migrator.MigrateAsync(This);

        Assert.Equal(rows, await _database.ListAsync(Rows));
        Assert.Equal(3, (await _database.ListAsync(Traces)).Count);
        Assert.Empty(await _database.ListAsync("select conname::text from pg_constraint where not convalidated"));
    }

    [Fact]
    public async Task Up_OfAmountsThatAreFinerThanTheCurrency_KeepsThemAndRefusesFurtherOnes()
    {
        await _database.ExecuteAsync("alter table exhibitions disable trigger exhibitions_keep_meaning; update exhibitions set currency = 'JPY'");
        var rows = await _database.ListAsync(Rows);

        await Migrator.MigrateAsync(This);

        Assert.Equal(rows, await _database.ListAsync(Rows));
        await _database.ExecuteAsync("update bills set voided_at = now(), voided_by = 'y', void_reason = 'z' where number = 1");
        Assert.Equal(Bill.CurrencyTriggerName, (await Assert.ThrowsAsync<PostgresException>(() => AddAsync("0.01"))).ConstraintName);
        await AddAsync("7");
        Assert.Equal(["7"], await _database.ListAsync("select trim_scale(bill_total)::text from customers where id = 'AAAAAAA3'"));
    }

    [Fact]
    public async Task Down_OfAmountsWithTwoPlaces_KeepsEveryDigit()
    {
        await Migrator.MigrateAsync(This);
        await AddAsync("5");
        var rows = await _database.ListAsync(Rows);

        await Migrator.MigrateAsync(Before);

        Assert.Equal(rows, await _database.ListAsync(Rows));
        Assert.Equal(["amount numeric(10,2)", "bill_total numeric(16,2)"], await _database.ListAsync(Types));
        Assert.Empty(await _database.ListAsync(Traces));
        Assert.Equal("ck_bills_amount", (await Assert.ThrowsAsync<PostgresException>(() => AddAsync("0"))).ConstraintName);
        await Migrator.MigrateAsync(This);
        Assert.Equal(rows, await _database.ListAsync(Rows));
    }

    [Fact]
    public async Task Down_OfAnAmountWithThreePlaces_IsRefusedAndLosesNothing()
    {
        await Migrator.MigrateAsync(This);
        await _database.ExecuteAsync("alter table exhibitions disable trigger exhibitions_keep_meaning; update exhibitions set currency = 'KWD'");
        await AddAsync("1.234");
        var rows = await _database.ListAsync(Rows);

        var error = await Assert.ThrowsAsync<PostgresException>(() => Migrator.MigrateAsync(Before));

        Assert.Contains("three decimal places", error.MessageText, StringComparison.Ordinal);
        Assert.Equal(rows, await _database.ListAsync(Rows));
        Assert.Contains(rows, row => row.EndsWith(" 1.234 1", StringComparison.Ordinal));
        Assert.Equal(3, (await _database.ListAsync(Traces)).Count);
        Assert.Contains(This, await _db.Database.GetAppliedMigrationsAsync());
    }

    // Both lock both tables, in another order each.
    [Fact]
    public async Task Up_WhileCustomersAreEditedAndBillsAdded_EndsAndStopsNobody()
    {
        using var over = new CancellationTokenSource();
        var rounds = new int[2];
        var work = Enumerable.Range(0, 2).Select(i => Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                await AddAsync("1.50");
                await _database.ExecuteAsync($"update customers set search_text = 'ann {i} {rounds[i]}' where id = 'AAAAAAA3'");
                rounds[i]++;
            }
        })).ToList();

        await Migrator.MigrateAsync(This);
        await over.CancelAsync();
        await Task.WhenAll(work);

        Assert.All(rounds, count => Assert.True(count > 0));
        Assert.Equal([$"{rounds.Sum() * 1.5m:0.00}"], await _database.ListAsync("select bill_total::text from customers where id = 'AAAAAAA3'"));
    }

    // What the site's role may do is given anew only after the last migration.
    [Fact]
    public async Task Up_WhoeverMayAddBills_StillMay()
    {
        var role = $"crm_{Guid.NewGuid():N} \"web\"".Replace("\"", "\"\"", StringComparison.Ordinal);
        await _database.ExecuteAsync($"""
            create role "{role}";
            grant select, insert, update on bills to "{role}";
            grant select, update on customers to "{role}";
            grant usage on sequence bill_numbers to "{role}";
            """);
        try
        {
            await Migrator.MigrateAsync(This);
            await _database.ExecuteAsync($"set role \"{role}\"; {Insert("2.50")}");
            Assert.Equal(["2.50"], await _database.ListAsync("select bill_total::text from customers where id = 'AAAAAAA3'"));
        }
        finally
        {
            await _database.ExecuteAsync($"drop owned by \"{role}\"; drop role \"{role}\"");
        }
    }

    // As web processes of the version before have them, which would answer with an error for each session.
    [Fact]
    public async Task Up_SessionsWithStatementsOfBefore_EndSoThatTheyAreReplaced()
    {
        await _database.ExecuteAsync($"grant select on bills, customers to {TestPostgres.Web.Name}");
        await using var pool = NpgsqlDataSource.Create(_database.WebConnectionString);
        var sessions = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => pool.OpenConnectionAsync().AsTask()));
        foreach (var session in sessions)
        {
            await ReadAsync(session);
            await session.CloseAsync();
        }

        await Migrator.MigrateAsync(This);

        // What passes by itself is tried again by the site; with the first session that is lost, the driver gives up the others.
        var lost = await Assert.ThrowsAnyAsync<NpgsqlException>(() => OpenAndReadAsync(sessions[0]));
        Assert.True(lost.IsTransient, $"{lost}");
        await Task.WhenAll(sessions.Select(OpenAndReadAsync));
        await Task.WhenAll(sessions.Select(session => session.DisposeAsync().AsTask()));

        static async Task OpenAndReadAsync(NpgsqlConnection session)
        {
            await session.CloseAsync();
            await session.OpenAsync();
            await ReadAsync(session);
        }

        static async Task ReadAsync(NpgsqlConnection session)
        {
            await using var read = new NpgsqlCommand("select amount, bill_total from bills join customers c on c.id = customer_id", session);
            await read.PrepareAsync();
            await read.ExecuteScalarAsync();
        }
    }

    private Task<int> AddAsync(string amount) => _database.ExecuteAsync(Insert(amount));

    private static string Insert(string amount) => $"""
        insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
        values (gen_random_uuid(), 'AAAAAAA3', {amount}, '', '', now(), 'x')
        """;
}
