using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Customers;
using Npgsql;

namespace ExhibitionCrm.Bench;

/// <summary>
/// Turns recorded statements into pgbench's scripts. Reading ones keep the values they were recorded with, one script for
/// each recorded call; writing ones get a new key, a new customer's ID or any customer's ID at each turn.
/// </summary>
internal static partial class PgBenchScripts
{
    /// <summary>No customer that was seeded has an ID with this end, so that pgbench can make some up.</summary>
    public const char IdEnd = 'Z';
    private const string Keys = "bench_keys";

    // No seeded bill has one as high.
    private const string NewNumber = "(:i + 1000000000)::integer";

    /// <summary>The customers by number, for the scripts that write.</summary>
    public static async Task NumberCustomersAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand($"""
            create table {Keys} as select row_number() over (order by id)::int n, id from customers;
            alter table {Keys} add primary key (n);
            analyze {Keys}
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static string Write(Scenario scenario, IReadOnlyList<Statement> statements, int customers)
    {
        var (newId, anyId) = ($"(upper(lpad(to_hex(:i::bigint), 7, '0')) || '{IdEnd}')", $"(select id from {Keys} where n = :c::int)");
        if (scenario.IsExport)
        {
            // The program notes the export on a second connection.
            statements = [.. statements.Where(s => s.Sql.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase))];
        }

        var writes = statements.Any(s => s.Sql.StartsWith("INSERT", StringComparison.OrdinalIgnoreCase));
        var script = new StringBuilder();
        if (writes)
        {
            script.Append(CultureInfo.InvariantCulture, $"\\set n :n + 1\n\\set i :base + :client_id * 1000000 + :n\n\\set c random(1, {customers})\n");
        }

        foreach (var statement in statements)
        {
            var number = NumberOfABill(statement.Sql);
            var sql = Placeholder().Replace(statement.Sql.TrimEnd(';'), p => p.Value == number ? NewNumber : Value(
                statement.Parameters[int.Parse(p.Groups[1].Value, CultureInfo.InvariantCulture)],
                !writes ? null : scenario.Key == "register" ? newId : anyId));

            // The program sends a transaction's beginning and its inserts in one go.
            var begins = sql.StartsWith("BEGIN", StringComparison.OrdinalIgnoreCase);
            var commits = sql.StartsWith("COMMIT", StringComparison.OrdinalIgnoreCase);
            script.Append(begins ? "\\startpipeline\n" : "").Append(commits ? "\\endpipeline\n" : "").Append(sql).Append(";\n");
        }

        return script.ToString();
    }

    // pgbench would take a colon for the beginning of a variable, so it goes in as its octal number.
    private static string Value(string quoted, string? customer)
    {
        var text = quoted.Trim('\'');
        return customer is not null && Guid.TryParse(text, out _) ? "gen_random_uuid()"
            : customer is not null && text.Length == CustomerId.Length && CustomerId.TryParse(text, out var id) && CustomerId.HasValidCheck(id) ? customer
            : quoted.Contains(':', StringComparison.Ordinal) || quoted.Contains('\\', StringComparison.Ordinal)
                ? $"E{quoted.Replace(@"\", @"\\", StringComparison.Ordinal).Replace(":", @"\072", StringComparison.Ordinal)}"
            : quoted;
    }

    /// <returns>The placeholder; null for a statement that adds no bill.</returns>
    private static string? NumberOfABill(string sql) =>
        NewBill().Match(sql) is { Success: true } insert ? insert.Groups[2].Value.Split(", ")[Array.IndexOf(insert.Groups[1].Value.Split(", "), "number")] : null;

    [GeneratedRegex(@"INSERT INTO bills \(([^)]*)\)\s*VALUES \(([^)]*)\)")]
    private static partial Regex NewBill();

    [GeneratedRegex(@"\$(\d+)")]
    private static partial Regex Placeholder();
}
