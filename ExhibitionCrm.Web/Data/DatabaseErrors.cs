using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ExhibitionCrm.Web.Data;

/// <summary>Tells which named constraint a change broke, so that it can be said beside the field.</summary>
public static class DatabaseErrors
{
    public static bool Violates(this DbUpdateException exception, string constraint) =>
        exception.InnerException is PostgresException { SqlState: var state, ConstraintName: var name } &&
        state.StartsWith("23", StringComparison.Ordinal) && name == constraint;
}
