using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ExhibitionCrm.Web.Data;

/// <summary>
/// Lets PostgreSQL parse and plan once a connection what is asked all day: the look-ups tagged with
/// <see cref="Mark"/>, and everything that is saved.
/// </summary>
internal sealed class PreparedStatements : DbCommandInterceptor
{
    /// <summary>
    /// Tags a query by key, whose best plan is the same whatever the key. Not for searches: a plan that does not know what
    /// is searched for can walk a million rows.
    /// </summary>
    public const string Mark = "planned once";

    // As Entity Framework writes a tag in front of the statement.
    private const string Comment = $"-- {Mark}";

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (eventData.CommandSource == CommandSource.SaveChanges || command.CommandText.StartsWith(Comment, StringComparison.Ordinal))
        {
            await command.PrepareAsync(cancellationToken);
        }

        return result;
    }
}
