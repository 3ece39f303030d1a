using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ExhibitionCrm.Web.Data;

/// <summary>Tells what went wrong in the database, where people can be told what to do about it.</summary>
public static class DatabaseErrors
{
    /// <summary>Whether a change broke this named constraint, so that it can be said beside the field.</summary>
    public static bool Violates(this DbUpdateException exception, string constraint) =>
        exception.InnerException is PostgresException { SqlState: var state, ConstraintName: var name } &&
        state.StartsWith("23", StringComparison.Ordinal) && name == constraint;

    /// <summary>Whether a row could not be deleted because others stand on it.</summary>
    public static bool IsStillReferenced(this DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.RestrictViolation };

    /// <summary>
    /// Whether the database cannot do now what it can do otherwise: it is away, restarts, has no room, or may only be read.
    /// </summary>
    public static bool IsOutage(this Exception exception) =>
        exception is NpgsqlException { IsTransient: true } or PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } ||
        exception.InnerException?.IsOutage() == true;
}
