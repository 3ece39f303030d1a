using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

/// <summary>Bills of the version before get numbers in the order in which they were made, while both versions add more.</summary>
public sealed class BillNumbersMigrationTests : IAsyncLifetime
{
    private const string Before = "20261127060000_CustomersByNumber";
    private const string Begun = "20261127110000_BillNumbers";
    private const string Numbered = "20261127110100_BillNumbersOfBefore";

    // More than are numbered at once.
    private const int Count = 6_000;

    // All that the version before has of them.
    private const string Known = """
        select concat_ws('|', b.id, customer_id, amount, description, b.search_text, b.created_at, b.created_by, voided_at, voided_by, void_reason, bill_count, bill_total)
        from bills b join customers c on c.id = customer_id order by b.id
        """;

    private const string Left = """
        select relname::text from pg_class where relname in ('bill_numbers', 'ix_bills_number')
        union all select conname::text from pg_constraint where conname like 'ck_bills_number%'
        union all select column_name::text from information_schema.columns where table_name = 'bills' and column_name = 'number'
        """;

    // Without triggers, each of which would write one of three customers anew; in another order than that of the rows, several at one time, and some of them void.
    private static readonly string Bills = $"""
        set session_replication_role = replica;
        insert into bills (id, customer_id, amount, description, search_text, created_at, created_by, voided_at, voided_by, void_reason)
        select gen_random_uuid(), 'AAAAAAA' || n % 3, 1, 'd', 'd', timestamptz '2026-11-01' - n / 4 * interval '1 second', 'x',
          case when n % 10 = 0 then now() end, case when n % 10 = 0 then 'y' end, case when n % 10 = 0 then 'z' end
        from generate_series(1, {Count}) n;
        reset session_replication_role;
        """;

    private TestDatabase _database = null!;
    private CrmDbContext _db = null!;

    public async Task InitializeAsync()
    {
        _database = await TestPostgres.CreateEmptyDatabaseAsync();
        _db = _database.Open();

        // As migrate has it: others wait for one another here.
        _db.Database.SetCommandTimeout(TimeSpan.FromMinutes(5));
        await Migrator.MigrateAsync(Before);
        await _database.ExecuteAsync("""
            insert into customers (id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
            select 'AAAAAAA' || i, 'Ann', 'a@b.example', '1', 'ann', 'ann', 'Sent', now(), now(), 'x', gen_random_uuid(), 1 from generate_series(0, 3) i;
            """);
    }

    public async Task DisposeAsync()
    {
        await _db.DisposeAsync();
        await _database.DisposeAsync();
    }

    private IMigrator Migrator => _db.GetService<IMigrator>();

    [Fact]
    public async Task Up_OfAnEmptyTable_CountsFromOne()
    {
        await Migrator.MigrateAsync();
        await AddAsync();
        await AddAsync();
        Assert.Equal(["1", "2"], await _database.ListAsync("select number::text from bills order by created_at"));
    }

    [Fact]
    public async Task Up_NumbersTheBillsOfBeforeInTheirOrderAndChangesNothingElse()
    {
        await _database.ExecuteAsync(Bills);
        var before = await _database.ListAsync(Known);

        await Migrator.MigrateAsync();

        Assert.Equal(before, await _database.ListAsync(Known));
        Assert.Empty(await OutOfOrderAsync());
        Assert.Empty(await _database.ListAsync("select conname::text from pg_constraint where not convalidated"));
        Assert.Empty(await _database.ListAsync("select indexrelid::regclass::text from pg_index where not indisvalid"));
        Assert.Empty(await _database.ListAsync("select conname::text from pg_constraint where conname = 'ck_bills_numbered'"));
        await AddAsync();
        Assert.Equal([$"{Count + 1}"], await _database.ListAsync("select max(number)::text from bills"));
        Assert.False(_db.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task Down_TakesTheNumbersAwayAndGivesThemAgainOnTheWayUp()
    {
        await _database.ExecuteAsync(Bills);
        var before = await _database.ListAsync(Known);
        await Migrator.MigrateAsync();

        await Migrator.MigrateAsync(Before);

        Assert.Equal(before, await _database.ListAsync(Known));
        Assert.Empty(await _database.ListAsync(Left));
        await Assert.ThrowsAsync<PostgresException>(() => _database.ExecuteAsync("update bills set amount = 2"));
        await Migrator.MigrateAsync();
        Assert.Empty(await OutOfOrderAsync());
    }

    [Fact]
    public async Task BetweenTheTwo_BillsOfTheVersionBefore_KeepTheNumberThatTheyGet()
    {
        await _database.ExecuteAsync(Bills);
        await Migrator.MigrateAsync(Begun);
        await AddAsync();
        Assert.Equal([$"{Count + 1}"], await _database.ListAsync("select number::text from bills where number is not null"));

        // Begun before, and given up halfway.
        await _database.ExecuteAsync("""
            update bills set number = o.place from (select id, row_number() over (order by created_at, id) place from bills where number is null) o
            where o.id = bills.id and o.place <= 7000;
            create index ix_bills_number on bills (number);
            alter table bills add constraint ck_bills_number check (number > 0) not valid;
            """);
        await _database.ExecuteAsync("update bills set voided_at = now(), voided_by = 'x', void_reason = 'y' where number is null and voided_at is null");
        await Migrator.MigrateAsync();

        Assert.Empty(await OutOfOrderAsync());
        Assert.Equal(["t"], await _database.ListAsync("select case when indisunique then 't' end from pg_index where indexrelid = 'ix_bills_number'::regclass"));
        Assert.Equal([$"{Count + 1}"], await _database.ListAsync("select count(distinct number)::text from bills"));
    }

    [Fact]
    public async Task Up_OfBillsThatWereAddedAfterTheCount_NumbersThemBehind()
    {
        await _database.ExecuteAsync(Bills);
        await Migrator.MigrateAsync(Begun);
        await _database.ExecuteAsync("insert into bills (id, customer_id, number, amount, description, search_text, created_at, created_by) values (gen_random_uuid(), 'AAAAAAA3', null, 1, '', '', now(), 'x')");
        await AddAsync();

        await Migrator.MigrateAsync();

        Assert.Equal([$"{Count + 1}", $"{Count + 2}"], await _database.ListAsync("select number::text from bills where customer_id = 'AAAAAAA3' order by number"));
        Assert.Empty(await _database.ListAsync($"select id::text from (select id, number, row_number() over (order by created_at, id) place from bills where customer_id <> 'AAAAAAA3') b where number <> place"));
    }

    [Fact]
    public async Task Up_WhileCustomersAreEditedAndBillsAdded_EndsAndStopsNobody()
    {
        await _database.ExecuteAsync(Bills);
        using var over = new CancellationTokenSource();
        var rounds = 0;
        var editing = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                await EditAsync(rounds);
                await AddAsync();
                rounds++;
            }
        });

        await Migrator.MigrateAsync(Numbered);
        await over.CancelAsync();
        await editing;

        Assert.True(rounds > 0);
        Assert.Equal([$"{Count + rounds}"], await _database.ListAsync("select count(distinct number)::text from bills"));
        Assert.Empty(await _database.ListAsync("select id::text from (select id, number, row_number() over (order by created_at, id) place from bills where customer_id <> 'AAAAAAA3') b where number <> place"));
    }

    // What the site's role may do is given anew only after the last migration.
    [Fact]
    public async Task BetweenTheTwo_WhoeverMayAddBills_StillMay()
    {
        var role = $"crm_{Guid.NewGuid():N} \"web\"".Replace("\"", "\"\"", StringComparison.Ordinal);
        await _database.ExecuteAsync($"create role \"{role}\"; grant select, insert, update on bills to \"{role}\"; grant select, update on customers to \"{role}\"");
        try
        {
            await Migrator.MigrateAsync(Begun);
            await _database.ExecuteAsync($"set role \"{role}\"; {Insert()}");
            Assert.Equal(["1"], await _database.ListAsync("select number::text from bills"));
        }
        finally
        {
            await _database.ExecuteAsync($"drop owned by \"{role}\"; drop role \"{role}\"");
        }
    }

    // All bills of the customer follow. As the site does, once more after it was sent back.
    private async Task EditAsync(int round)
    {
        try
        {
            await _database.ExecuteAsync($"update customers set search_text = 'ann {round}' where id = 'AAAAAAA0'");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            await EditAsync(round);
        }
    }

    // As the version before does, which does not know the column.
    private Task<int> AddAsync() => _database.ExecuteAsync(Insert());

    private static string Insert() => """
        insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
        values (gen_random_uuid(), 'AAAAAAA3', 1, '', '', now(), 'x')
        """;

    private Task<List<string>> OutOfOrderAsync() => _database.ListAsync(
        "select id::text from (select id, number, row_number() over (order by created_at, id) place from bills) b where number is distinct from place");
}
