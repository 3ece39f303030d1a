using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL;

namespace ExhibitionCrm.Web.Data;

/// <summary>
/// Tries again what passes by itself, such as a restart of the database or a failover, for as long as
/// <see cref="DatabasePatience"/> lasts; and what was prepared before a migration changed the type of a column, which each
/// session refuses once and prepares anew then. So does that a server may only be read, when another took over: nothing was
/// written by what it refused. A full disk does not pass, and somebody at the counter would wait for that answer.
/// </summary>
internal sealed class CrmRetries(ExecutionStrategyDependencies dependencies) : NpgsqlRetryingExecutionStrategy(dependencies, Most, LongestDelay, null)
{
    private const int Most = 20;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    protected override bool ShouldRetryOn(Exception? exception) =>
        !DatabasePatience.IsOver
        && exception is not PostgresException { SqlState: PostgresErrorCodes.DiskFull }
        && (base.ShouldRetryOn(exception) || exception?.IsAway() == true || IsReadOnly(exception) || IsOfAnOldPlan(exception));

    private static bool IsReadOnly(Exception? exception) => exception is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction };

    // The state alone says only that something is not supported.
    private static bool IsOfAnOldPlan(Exception? exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: "RevalidateCachedQuery" };
}
