using System.Diagnostics;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Outbox;
using Npgsql;

namespace ExhibitionCrm.Bench;

/// <summary>Fills the database with customers, five bills each, and the sent mail and history entry that a registration leaves.</summary>
internal static class Seed
{
    public const int BillsEach = 5;
    private static readonly TimeSpan Exhibition = TimeSpan.FromDays(3);
    private static readonly Currency Euro = Currency.Of("EUR");
    private static readonly string[] Counters = ["anna", "bo", "chris", "dana"];

    public static async Task FillAsync(string connectionString, int customers, int exhibitions, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await using var database = NpgsqlDataSource.Create(connectionString);
        var ids = exhibitions == 1 ? null : await AddExhibitionsAsync(database, exhibitions - 1, cancellationToken);
        await ExecuteAsync(database, "select make_search_indexes('customers'), make_search_indexes('bills')", cancellationToken);
        var indexes = await DropSecondaryIndexesAsync(database, cancellationToken);
        await CopyAsync(database, customers, ids, cancellationToken);
        var copied = clock.Elapsed;
        foreach (var index in indexes)
        {
            await ExecuteAsync(database, index, cancellationToken);
        }

        await CheckAsync(database, customers, cancellationToken);
        await ExecuteAsync(database, "vacuum (analyze)", cancellationToken);
        await ExecuteAsync(database, "checkpoint", cancellationToken);
        Console.WriteLine($"Seeded {customers:N0} customers with {BillsEach} bills each in {clock.Elapsed.TotalSeconds:0.0} s ({copied.TotalSeconds:0.0} s of them COPY).");
    }

    /// <summary>What the requests are about: IDs and names of customers drawn from all over the table, or from all over the last exhibition.</summary>
    public static async Task<IReadOnlyList<(string Id, string Name)>> SampleAsync(string connectionString, int count, bool ofTheLast, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand(
            $"select id, name from customers {(ofTheLast ? "where exhibition_id = (select max(id) from exhibitions)" : "")} order by md5(id) limit $1");
        command.Parameters.Add(new() { Value = count });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sample = new List<(string, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            sample.Add((reader.GetString(0), reader.GetString(1)));
        }

        return sample;
    }

    private static async Task<IReadOnlyList<string>> DropSecondaryIndexesAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        const string secondary = """
            select indexname, indexdef from pg_indexes
            where schemaname = 'public' and tablename in ('customers', 'bills', 'outbox_messages', 'audit_entries')
              and not exists (select from pg_constraint where conname = indexname)
            """;
        var (names, definitions) = (new List<string>(), new List<string>());
        await using (var reader = await database.CreateCommand(secondary).ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                names.Add(reader.GetString(0));
                definitions.Add(reader.GetString(1));
            }
        }

        await ExecuteAsync(database, $"drop index {string.Join(", ", names)}", cancellationToken);
        return definitions;
    }

    /// <returns>The IDs of all, in their order.</returns>
    private static async Task<int[]> AddExhibitionsAsync(NpgsqlDataSource database, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            with made as (
              insert into exhibitions (slug, name, venue, time_zone, currency, implausible_from, created_at, version)
              select 'fair-' || n, 'Fair ' || n, '', f.time_zone, f.currency, f.implausible_from, now(), 0
              from (select * from exhibitions order by id limit 1) f, generate_series(1, $1) n
              returning id)
            select array_agg(id order by id) from (select id from exhibitions union select id from made) all_of_them
            """);
        command.Parameters.Add(new() { Value = count });
        return (int[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task CopyAsync(NpgsqlDataSource database, int count, int[]? exhibitions, CancellationToken cancellationToken)
    {
        await using var customers = await CopyTable.OpenAsync(database, "customers",
            "id, name, email, phone, company, company_key, job_title, search_text, name_key, mail_state, bill_count, bill_total, created_at, updated_at, created_by, submission_key, version", exhibitions is not null, cancellationToken);
        await using var bills = await CopyTable.OpenAsync(database, "bills",
            "id, customer_id, amount, description, search_text, created_at, created_by", exhibitions is not null, cancellationToken);
        await using var mails = await CopyTable.OpenAsync(database, "outbox_messages",
            "id, kind, customer_id, state, created_at, due_at, attempts, sent_at", exhibitions is not null, cancellationToken);
        await using var audit = await CopyTable.OpenAsync(database, "audit_entries",
            "at, actor, kind, subject, subject_id, data", exhibitions is not null, cancellationToken);

        // The same people at every run; only the IDs differ.
        var random = new Random(1);
        var ids = new HashSet<string>(count);
        var start = DateTimeOffset.UtcNow - Exhibition;
        for (var i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var customer = Customer.Register(
                NewId(ids), People.Draw(random), Guid.NewGuid(), Counters[random.Next(Counters.Length)], start + (Exhibition * i / count));
            var exhibition = exhibitions?[(int)((long)i * exhibitions.Length / count)];
            var total = WriteBills(bills.Row, exhibition, customer, random);
            Write(customers.Row(exhibition), customer, total);
            Write(mails.Row(exhibition), OutboxMessage.Welcome(customer.Id, customer.CreatedAt));
            Write(audit.Row(exhibition), customer);
        }

        foreach (var table in new[] { customers, bills, mails, audit })
        {
            await table.CompleteAsync(cancellationToken);
        }
    }

    private static string NewId(HashSet<string> ids)
    {
        while (true)
        {
            // pgbench registers customers under IDs with that end.
            var id = CustomerId.New();
            if (!id.EndsWith(PgBenchScripts.IdEnd) && ids.Add(id))
            {
                return id;
            }
        }
    }

    private static decimal WriteBills(Func<int?, CopyTable> row, int? exhibition, Customer customer, Random random)
    {
        var total = 0m;
        for (var i = 1; i <= BillsEach; i++)
        {
            var at = customer.CreatedAt + TimeSpan.FromMinutes(i * random.Next(1, 20));
            var bill = Bill.Add(Guid.CreateVersion7(at), customer.Id, Amount.Of(People.Amount(random), Euro), People.Purchase(random), customer.CreatedBy, at);
            row(exhibition).Key(bill.Id).Text(bill.CustomerId).Money(bill.Amount).Text(bill.Description).Text($"{customer.SearchText}\n{bill.SearchText}").Time(at).Text(bill.CreatedBy);
            total += bill.Amount;
        }

        return total;
    }

    private static void Write(CopyTable row, Customer customer, decimal total) => row
        .Text(customer.Id).Text(customer.Name).Text(customer.Email).Text(customer.Phone)
        .Text(customer.Company).Text(customer.CompanyKey).Text(customer.JobTitle).Text(customer.SearchText).Text(customer.NameKey)
        .Text(nameof(OutboxState.Sent)).Number(BillsEach).Money(total).Time(customer.CreatedAt).Time(customer.UpdatedAt).Text(customer.CreatedBy)
        .Key(customer.IdempotencyKey).Number(customer.Version);

    private static void Write(CopyTable row, OutboxMessage mail) => row
        .Key(mail.Id).Text(mail.Kind.ToString()).Text(mail.CustomerId!).Text(nameof(OutboxState.Sent))
        .Time(mail.CreatedAt).Time(mail.DueAt).Number(1).Time(mail.CreatedAt);

    private static void Write(CopyTable row, Customer customer)
    {
        var entry = AuditEntry.Of(new Actor(customer.CreatedBy), CustomerRegistered.Of(customer), customer.CreatedAt);
        row.Time(entry.At).Text(entry.Actor).Text(entry.Kind).Text(entry.Subject).Text(entry.SubjectId).Json(entry.Data);
    }

    /// <exception cref="InvalidOperationException">The data are not what the program itself would have made.</exception>
    private static async Task CheckAsync(NpgsqlDataSource database, int count, CancellationToken cancellationToken)
    {
        await using var check = database.CreateCommand("""
            select (select count(*) from customers) = $1
              and (select count(*) from bills) = $1 * $2
              and not exists (
                select from customers c full join (select customer_id, count(*) n, sum(amount) total from bills group by 1) b on b.customer_id = c.id
                where (c.id, c.bill_count, c.bill_total) is distinct from (b.customer_id, b.n, b.total))
              and not exists (select from outbox_messages m full join customers c on c.id = m.customer_id where c.id is null or m.id is null)
            """);
        check.Parameters.Add(new() { Value = (long)count });
        check.Parameters.Add(new() { Value = (long)BillsEach });
        if (await check.ExecuteScalarAsync(cancellationToken) is not true)
        {
            throw new InvalidOperationException("The seeded customers and their bills do not add up.");
        }
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
