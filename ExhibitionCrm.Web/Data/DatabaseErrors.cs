using System.Security.Authentication;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ExhibitionCrm.Web.Data;

/// <summary>Tells what went wrong in the database, where people can be told what to do about it.</summary>
public static class DatabaseErrors
{
    /// <summary>What is wrong where <see cref="IsOfAnUntrustedServer"/>.</summary>
    public const string UntrustedServer =
        "The database server's certificate is not signed by an authority of DB_CA_FILE (sslrootcert in DATABASE_URL), or it is for another host name.";

    /// <summary>Whether a change broke this named constraint, so that it can be said beside the field.</summary>
    public static bool Violates(this DbUpdateException exception, string constraint) =>
        exception.InnerException is PostgresException { SqlState: var state, ConstraintName: var name } &&
        state.StartsWith("23", StringComparison.Ordinal) && name == constraint;

    /// <summary>Whether a row could not be deleted because others stand on it.</summary>
    public static bool IsStillReferenced(this DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.RestrictViolation };

    /// <summary>Whether a statement broke this named constraint, however it was sent.</summary>
    public static bool Broke(this Exception exception, string constraint) =>
        exception is PostgresException { ConstraintName: { } name } ? name == constraint : exception.InnerException?.Broke(constraint) == true;

    /// <summary>
    /// Whether the database cannot do now what it can do otherwise: it is away, restarts, has no room, may only be read, or
    /// gave a statement up that took too long.
    /// </summary>
    public static bool IsOutage(this Exception exception) =>
        exception.IsAway()
        || exception is NpgsqlException { IsTransient: true } or PostgresException
        {
            SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.QueryCanceled,
        }
        || exception.InnerException?.IsOutage() == true;

    /// <summary>Whether no server answered: what is no answer is a fault on the way to one, several servers' included.</summary>
    public static bool IsAway(this Exception exception) => exception is NpgsqlException and not PostgresException;

    /// <summary>Whether a server was reached, maybe beside others, that is not the one that it should be.</summary>
    public static bool IsOfAnUntrustedServer(this Exception exception) =>
        exception is AuthenticationException
        || (exception is AggregateException several ? several.InnerExceptions.Any(IsOfAnUntrustedServer) : exception.InnerException?.IsOfAnUntrustedServer() == true);
}
