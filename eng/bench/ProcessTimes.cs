using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace ExhibitionCrm.Bench;

/// <summary>Processor time of programs with processes of their own, from Linux' proc(5).</summary>
internal static partial class ProcessTimes
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>Of a program, of those that it started, and of those of these that have ended.</summary>
    public static TimeSpan Of(int program) => Tick * (
        Ticks(program, 4) + Children(program).Sum(child => Ticks(child, 2)));

    /// <summary>The database server's first process.</summary>
    public static async Task<int> ServerAsync(Site site, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(site.ConnectionString);
        await using var command = database.CreateCommand("select pg_backend_pid()");
        return int.Parse(Fields((int)(await command.ExecuteScalarAsync(cancellationToken))!)[1], CultureInfo.InvariantCulture);
    }

    private static IEnumerable<int> Children(int program) =>
        File.ReadAllText($"/proc/{program}/task/{program}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    // The program's own in user and kernel mode, then its ended children's.
    private static long Ticks(int process, int count)
    {
        try
        {
            return Fields(process).Skip(11).Take(count).Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // Of proc(5)'s stat from the third on; the second is in brackets and may hold anything.
    private static string[] Fields(int process) => Beginning().Replace(File.ReadAllText($"/proc/{process}/stat"), "").Split(' ');

    [GeneratedRegex(@"^.*\) ", RegexOptions.Singleline)]
    private static partial Regex Beginning();
}
