using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>
/// Pages of one exhibition read no rows of another: each statement that they ask for is explained, and each scan of a table
/// whose rows belong to exhibitions has to be one of the exhibition's own part of an index. Half of all rows are another's.
/// </summary>
public sealed partial class OwnRowsTests(OwnRowsTests.TwoFairs fairs) : IClassFixture<OwnRowsTests.TwoFairs>
{
    private const int Rows = 3_000;

    // These lead to one row, or to the mails of one batch.
    private static readonly string[] KeysOfOneRow =
        ["pk_bills", "pk_outbox_messages", "pk_mail_batches", "pk_audit_entries", "ux_customers_submission_key", "ux_outbox_messages_batch"];

    public static TheoryData<string> Queries => new(
        "", "example", "example visitor", "vis", "ex", "2-55", "7", "199", "ZZZZZZZ8", "+49 40 199", "nobody at all", "visitor 1 example.org", "müller");

    [Theory]
    [InlineData("/customers?sort=")]
    [InlineData("/customers?mail=sent&sort=")]
    [InlineData("/customers?created=range&from=2020-01-01&sort=")]
    public async Task Customers_InAnyOrder(string address)
    {
        foreach (var column in CustomerList.Columns)
        {
            await ReadAsync($"{address}{column}", $"{address}-{column}", $"{address}{column}&page=3", $"{address}{column}&q=example");
        }
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public Task Searches(string query)
    {
        var q = Uri.EscapeDataString(query);
        return ReadAsync(
            $"/customers?q={q}", $"/customers?q={q}&sort=name&mail=queued", $"/bills?q={q}", $"/bills?q={q}&sort=-amount", $"/bills?q={q}&state=void", $"/mail?q={q}",
            $"/mail?q={q}&state=sent", $"/customers/find?q={q}", $"/bills/new?customer={q}", $"/mail/resend-many?q={q}", $"/customers/export.csv?q={q}",
            $"/customers/export-bills.csv?q={q}", $"/customers/export.xlsx?q={q}");
    }

    // But for the overview of all.
    [Fact]
    public Task Pages() => ReadAsync([.. Places.SignedIn.Where(place => place != "/exhibitions").Select(place => place.With(fairs.Values))]);

    [Fact]
    public Task PagesOfLists() => ReadAsync(
        "/bills?by=import", "/bills?created=today", "/bills?sort=amount&page=4", "/mail?state=sent", "/mail?state=failed", "/activity?by=import",
        "/activity?subject=customer", "/activity?created=range&from=2020-01-01", "/customers/duplicates?name=Example+Visitor+7&email=visitor7%40example.org&phone=%2B49+40+7");

    [Theory]
    [InlineData("/customers")]
    [InlineData("/customers?sort=-total")]
    [InlineData("/customers?sort=name")]
    [InlineData("/bills")]
    [InlineData("/bills?sort=-amount")]
    [InlineData("/mail")]
    public async Task WholeList_PlannedOnce_IsWalkedForAPageAndNotSorted(string address)
    {
        using var administrator = await fairs.SignInAsync(Roles.Administrator);
        await using var database = await OpenAsync();
        using var statements = new Statements(fairs.Database.WebConnectionString);
        var first = await administrator.GetPageAsync(address);
        await administrator.GetPageAsync(first.Element("a[rel=next]").GetAttribute("href")!);

        // That of the session, too, is planned once, and has no limit.
        var pages = statements.Read.Where(s => s.IsPlannedOnce && s.Text.Contains($"LIMIT {PageRequest.Size + 1}", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, pages.Count);
        foreach (var page in pages)
        {
            Assert.DoesNotContain("Sort", await ExplainAsync(database, page, plannedOnce: true), StringComparison.Ordinal);
        }
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var database = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(fairs.Database.ConnectionString)
        {
            Options = new NpgsqlConnectionStringBuilder(TestOptions.Read([("ConnectionStrings:exhibitiondb", fairs.Database.ConnectionString)]).Database.ConnectionString).Options,
        }.ConnectionString);
        await database.OpenAsync();
        return database;
    }

    private async Task ReadAsync(params string[] addresses)
    {
        using var administrator = await fairs.SignInAsync(Roles.Administrator);
        await using var database = await OpenAsync();
        List<string> faults = [];
        var asked = 0;
        foreach (var address in addresses)
        {
            using var statements = new Statements(fairs.Database.WebConnectionString);
            using (var answer = await administrator.Http.GetAsync(new Uri(address, UriKind.Relative)))
            {
                await answer.Content.ReadAsByteArrayAsync();
                Assert.True((int)answer.StatusCode < 500, $"{address} answered {answer.StatusCode}");
            }

            asked += statements.Read.Count;
            foreach (var statement in statements.Read.DistinctBy(s => s.Text).Where(s => !s.AsksElsewhere))
            {
                // What may be planned without its values as well in both ways.
                foreach (var plannedOnce in statement.IsPlannedOnce ? new[] { false, true } : [false])
                {
                    faults.AddRange(from scan in ScansOf(await ExplainAsync(database, statement, plannedOnce))
                                    where !IsOwn(scan)
                                    select $"{address}: {scan}{(plannedOnce ? ", planned once" : "")}\n{statement.Text}");
                }
            }
        }

        Assert.True(asked >= addresses.Length, $"{addresses.Length} addresses asked for {asked} statements alone");
        Assert.True(faults.Count == 0, string.Join("\n\n", faults.Distinct()));
    }

    private bool IsOwn(Scan scan) =>
        scan.Condition.Contains("exhibition_id = ", StringComparison.Ordinal)
        || scan.Index == $"ix_customers_search_{fairs.Here}" || scan.Index == $"ix_bills_search_{fairs.Here}"
        || (KeysOfOneRow.Contains(scan.Index) && scan.Condition.Length > 0);

    /// <param name="plannedOnce">Whether for any values, rather than for those that it was sent with.</param>
    private static async Task<string> ExplainAsync(NpgsqlConnection database, Statement statement, bool plannedOnce)
    {
        const string explain = "explain (format json, costs off)";
        await using var command = new NpgsqlCommand($"{explain} {statement.Text}", database);
        if (!plannedOnce)
        {
            foreach (var parameter in statement.Parameters)
            {
                command.Parameters.Add(parameter.Clone());
            }

            return (string)(await command.ExecuteScalarAsync())!;
        }

        var places = statement.Parameters.Select((parameter, i) => (parameter.ParameterName, i)).ToDictionary(p => p.ParameterName.TrimStart('@'), p => $"${p.i + 1}");
        command.CommandText = $"set plan_cache_mode = force_generic_plan; deallocate all; prepare one as {NamedPlace().Replace(statement.Text, place => places[place.Groups[1].Value])}";
        await command.ExecuteNonQueryAsync();
        command.CommandText = $"{explain} execute one{(places.Count == 0 ? "" : $"({string.Join(", ", places.Select(_ => "null"))})")}";
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static List<Scan> ScansOf(string explained)
    {
        using var plan = JsonDocument.Parse(explained);
        var scans = new List<Scan>();
        Collect(plan.RootElement[0].GetProperty("Plan"), scans);
        return scans;
    }

    [GeneratedRegex(@"@(\w+)")]
    private static partial Regex NamedPlace();

    private static void Collect(JsonElement node, List<Scan> scans)
    {
        string Text(string name) => node.TryGetProperty(name, out var value) ? value.GetString()! : "";

        var (type, table, index) = (Text("Node Type"), Text("Relation Name"), Text("Index Name"));

        // Of a bitmap, the scans of its indexes stand below.
        if (type != "Bitmap Heap Scan" && (TwoFairs.TablesOfExhibitions.Contains(table) || TwoFairs.TablesOfExhibitions.Any(name => type == "Bitmap Index Scan" && index.Contains($"_{name}", StringComparison.Ordinal))))
        {
            scans.Add(new Scan(type, table, index, Text("Index Cond")));
        }

        if (node.TryGetProperty("Plans", out var below))
        {
            foreach (var child in below.EnumerateArray())
            {
                Collect(child, scans);
            }
        }
    }

    private sealed record Scan(string Type, string Table, string Index, string Condition);

    private sealed record Statement(string Text, IReadOnlyList<NpgsqlParameter> Parameters)
    {
        /// <summary>Whether it is about those who are customers of other exhibitions, and names these.</summary>
        public bool AsksElsewhere => Text.Contains("exhibition_id <> ", StringComparison.Ordinal);

        public bool IsPlannedOnce => Text.StartsWith("-- planned once", StringComparison.Ordinal);
    }

    /// <summary>What was asked of one database meanwhile, but for what writes.</summary>
    private sealed class Statements : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly string _database;
        private readonly List<IDisposable> _subscriptions = [];

        public Statements(string connectionString)
        {
            _database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
            _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public ConcurrentQueue<Statement> Read { get; } = [];

        public void OnNext(DiagnosticListener listener)
        {
            if (listener.Name == DbLoggerCategory.Name)
            {
                _subscriptions.Add(listener.Subscribe(this));
            }
        }

        public void OnNext(KeyValuePair<string, object?> happened)
        {
            if (happened.Key == RelationalEventId.CommandExecuting.Name && ((CommandEventData)happened.Value!).Command is var command
                && command.Connection?.Database == _database && IsAQuery(command.CommandText))
            {
                Read.Enqueue(new Statement(command.CommandText, [.. command.Parameters.Cast<NpgsqlParameter>().Select(p => p.Clone())]));
            }
        }

        private static bool IsAQuery(string text)
        {
            var statement = string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal))).TrimStart();
            return (statement.StartsWith('(') || statement.StartsWith("select", StringComparison.OrdinalIgnoreCase) || statement.StartsWith("with", StringComparison.OrdinalIgnoreCase))
                && !statement.Contains(';', StringComparison.Ordinal);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());
    }

    /// <summary>A site with two exhibitions of one size.</summary>
    public sealed class TwoFairs : CrmSite
    {
        /// <summary>The ID of the one whose pages are read.</summary>
        public int Here { get; private set; }

        public IReadOnlyDictionary<string, string> Values { get; private set; } = new Dictionary<string, string>();

        public static IReadOnlyList<string> TablesOfExhibitions { get; private set; } = [];

        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            // Of merged customers the IDs lead on at whichever exhibition.
            TablesOfExhibitions = await ReadAsync(db => Task.FromResult(db.Model.GetEntityTypes()
                .Where(entity => typeof(IOfExhibition).IsAssignableFrom(entity.ClrType) && entity.ClrType != typeof(CustomerMerge)).Select(entity => entity.GetTableName()!).ToList()));
            Here = await Data.IdOfExhibitionAsync();
            var there = await Data.AnotherExhibitionAsync();
            await Database.ExecuteAsync("select make_search_indexes('customers'); select make_search_indexes('bills')");
            Values = await Places.FillAsync(this);
            foreach (var exhibition in new[] { Here, there })
            {
                await FillAsync(exhibition);
            }

            await Database.ExecuteAsync("analyze");
        }

        private Task<int> FillAsync(int exhibition) => Database.ExecuteAsync($"""
            set session_replication_role = replica;
            insert into customers (exhibition_id, id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
            select {exhibition}, id, 'Example Visitor ' || n, 'visitor' || n || '@example.org', '+49 40 ' || n,
              lower(id) || E'\nexample visitor ' || n || E'\nvisitor' || n || E'@example.org\n+49 40 ' || n, 'example visitor ' || n, 'Sent', at, at, 'import', gen_random_uuid(), 0
            from (select n, upper(lpad(to_hex({exhibition} * 1000000 + n), 8, '0')) as id, now() - n * interval '1 minute' as at from generate_series(1, {Rows}) n) as made;
            insert into bills (exhibition_id, id, customer_id, number, amount, description, search_text, created_at, created_by)
            select exhibition_id, gen_random_uuid(), id, 10000 + row_number() over (), 5, 'A chair', search_text || E'\na chair', created_at, 'import'
            from customers where exhibition_id = {exhibition} and created_by = 'import';
            insert into outbox_messages (exhibition_id, id, kind, customer_id, state, created_at, due_at, attempts)
            select exhibition_id, gen_random_uuid(), 'Welcome', id, 'Sent', created_at, created_at, 1 from customers where exhibition_id = {exhibition} and created_by = 'import';
            insert into audit_entries (exhibition_id, at, actor, kind, subject, subject_id, data)
            select exhibition_id, created_at, 'import', 'customer.registered', 'Customer', id, jsonb_build_object('customerId', id, 'name', name, 'email', email, 'phone', phone)
            from customers where exhibition_id = {exhibition} and created_by = 'import';
            reset session_replication_role;
            """);
    }
}
