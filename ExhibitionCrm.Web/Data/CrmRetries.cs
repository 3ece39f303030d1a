using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL;

namespace ExhibitionCrm.Web.Data;

/// <summary>
/// Tries again what passes by itself, such as a restart of the database. A full disk does not, and somebody at the counter
/// would wait a minute for that answer.
/// </summary>
internal sealed class CrmRetries(ExecutionStrategyDependencies dependencies) : NpgsqlRetryingExecutionStrategy(dependencies)
{
    protected override bool ShouldRetryOn(Exception? exception) =>
        exception is not PostgresException { SqlState: PostgresErrorCodes.DiskFull } && base.ShouldRetryOn(exception);
}
