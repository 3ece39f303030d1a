using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace ExhibitionCrm.Bench;

/// <summary>A statement as the web program sent it, with its parameters as the server's log quotes them.</summary>
internal sealed record Statement(string Sql, IReadOnlyDictionary<int, string> Parameters);

/// <summary>
/// Lets the database server log what the web program asks it, so that pgbench runs the program's own SQL and not
/// somebody's idea of it.
/// </summary>
internal static partial class SqlCapture
{
    /// <summary>Names the benchmark's own connections in the server's log.</summary>
    public const string OwnName = "bench";
    private const string Begin = "select 'a call begins'";
    private const string End = "select 'a call ends'";
    private static readonly TimeSpan ReloadTime = TimeSpan.FromSeconds(1);

    // Marks of the outbox worker's rounds, of the session's check every half minute, and of what the connection pool does.
    private static readonly string[] Background =
        ["skip locked", "update outbox_messages", "update mail_attempts", "for no key update", "min(", "security_stamp", "user_roles", "discard "];

    /// <returns>The statements of each call. Not those that a page keeps the answer of for a while, such as a large count.</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<Statement>>> RecordAsync(
        string connectionString, Browser browser, Func<Call> next, int calls, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await ExecuteAsync(database, "alter system set log_statement = 'all'", cancellationToken);
        await ReloadAsync(database, cancellationToken);
        var start = await LogLengthAsync(database, cancellationToken);
        for (var i = 0; i < calls; i++)
        {
            var call = next();
            if (call.Form is null)
            {
                await browser.SendAsync(call, cancellationToken);
            }

            await ExecuteAsync(database, Begin, cancellationToken);
            await browser.SendAsync(call, cancellationToken);
            await ExecuteAsync(database, End, cancellationToken);
        }

        await ExecuteAsync(database, "alter system reset log_statement", cancellationToken);
        await ReloadAsync(database, cancellationToken);
        return Read(await ReadLogAsync(database, start, cancellationToken), calls);
    }

    private static List<List<Statement>> Read(string log, int calls)
    {
        var byCall = new List<List<Statement>>();
        var open = false;
        foreach (var line in log.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var entry = JsonDocument.Parse(line);
            var sql = Sent().Match(Text(entry, "message")).Groups["sql"].Value.Trim();
            if (Text(entry, "application_name") == OwnName)
            {
                open = sql == Begin;
                if (open)
                {
                    byCall.Add([]);
                }
            }
            else if (open && sql.Length > 0 && !Array.Exists(Background, mark => sql.Contains(mark, StringComparison.OrdinalIgnoreCase)))
            {
                byCall[^1].Add(new Statement(sql, Parameters(Text(entry, "detail"))));
            }
        }

        return byCall.Count == calls && byCall.TrueForAll(c => c.Count > 0)
            ? byCall
            : throw new InvalidOperationException("The server's log does not show what the web program asked.");
    }

    private static Dictionary<int, string> Parameters(string detail) => Parameter().Matches(detail)
        .ToDictionary(p => int.Parse(p.Groups["number"].Value, CultureInfo.InvariantCulture), p => p.Groups["value"].Value);

    private static string Text(JsonDocument entry, string name) =>
        entry.RootElement.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static async Task ReloadAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await ExecuteAsync(database, "select pg_reload_conf()", cancellationToken);
        await Task.Delay(ReloadTime, cancellationToken);
    }

    private static async Task<long> LogLengthAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select (pg_stat_file(pg_current_logfile('jsonlog'))).size");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<string> ReadLogAsync(NpgsqlDataSource database, long start, CancellationToken cancellationToken)
    {
        // The log may have ended within a line when it was asked for its length.
        await using var command = database.CreateCommand("select pg_read_binary_file(pg_current_logfile('jsonlog'), $1, 1000000000)");
        command.Parameters.Add(new() { Value = Math.Max(0, start - 1) });
        var log = (byte[])(await command.ExecuteScalarAsync(cancellationToken))!;
        return Encoding.UTF8.GetString(log.AsSpan(log.AsSpan().IndexOf((byte)'\n') + 1));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [GeneratedRegex(@"^(statement|execute [^:]+): (?<sql>.*)$", RegexOptions.Singleline)]
    private static partial Regex Sent();

    [GeneratedRegex(@"\$(?<number>\d+) = (?<value>NULL|'(?:[^']|'')*')")]
    private static partial Regex Parameter();
}
