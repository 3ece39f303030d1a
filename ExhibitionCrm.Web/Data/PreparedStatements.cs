using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ExhibitionCrm.Web.Data;

/// <summary>
/// Lets PostgreSQL parse and plan once a connection what is asked all day: the look-ups tagged with
/// <see cref="Mark"/>, and everything that is saved. Not where a pooler such as PgBouncer stands in between: it may give each
/// transaction another session, in which the same name is another statement.
/// </summary>
internal sealed class PreparedStatements : DbCommandInterceptor
{
    /// <summary>
    /// Tags a query by key, or of the first rows in an index's order, whose best plan is the same whatever the values. Not for
    /// searches: a plan that does not know what is searched for can walk a million rows.
    /// </summary>
    public const string Mark = "planned once";

    // As Entity Framework writes a tag in front of the statement.
    private const string Comment = $"-- {Mark}";

    /// <summary>What a session is asked for at its start, and poolers leave out.</summary>
    public const string SessionOption = "-c crm.session=own";

    private const string IsOwnSession = "select coalesce(current_setting('crm.session', true), '') = 'own'";

    // By connection string: what stands in between stays the same.
    private readonly ConcurrentDictionary<string, bool> _ownSessions = new();

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        var isAskedOften = eventData.CommandSource == CommandSource.SaveChanges || command.CommandText.StartsWith(Comment, StringComparison.Ordinal);
        if (isAskedOften && await HasItsOwnSessionAsync(command, cancellationToken))
        {
            await command.PrepareAsync(cancellationToken);
        }

        return result;
    }

    private async Task<bool> HasItsOwnSessionAsync(DbCommand command, CancellationToken cancellationToken)
    {
        var connection = command.Connection!;
        if (_ownSessions.TryGetValue(connection.ConnectionString, out var known))
        {
            return known;
        }

        await using var question = connection.CreateCommand();
        (question.CommandText, question.Transaction) = (IsOwnSession, command.Transaction);
        return _ownSessions[connection.ConnectionString] = (bool)(await question.ExecuteScalarAsync(cancellationToken))!;
    }
}
