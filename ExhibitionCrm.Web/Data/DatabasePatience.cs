using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ExhibitionCrm.Web.Data;

/// <summary>
/// How long a request has waited for a database that does not answer: since it began, or since the last answer, so that long
/// work goes on as long as it gets on. After <see cref="Limit"/> nothing is tried again, and what is being tried then is
/// given up after <see cref="DatabaseOptions.CommandTimeout"/>.
/// </summary>
internal sealed class DatabasePatience : DbCommandInterceptor
{
    /// <summary>What a short restart takes. With a command that hangs after it, people hear within 20 seconds.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(6);

    private static readonly AsyncLocal<Waiting?> Request = new();

    /// <summary>Whether somebody waits, and has waited long enough. Never in the background, where nobody does.</summary>
    public static bool IsOver => Request.Value?.Elapsed > Limit;

    /// <summary>Begins to count, for whatever the caller goes on to do.</summary>
    public static void Begin() => Request.Value = new Waiting();

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        Request.Value?.Answered();
        return new(result);
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Request.Value?.Answered();
        return new(result);
    }

    private sealed class Waiting
    {
        private long _since = Stopwatch.GetTimestamp();

        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(Volatile.Read(ref _since));

        public void Answered() => Volatile.Write(ref _since, Stopwatch.GetTimestamp());
    }
}
