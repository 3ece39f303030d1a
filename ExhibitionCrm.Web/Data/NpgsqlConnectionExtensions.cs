using Npgsql;

namespace ExhibitionCrm.Web.Data;

internal static class NpgsqlConnectionExtensions
{
    /// <summary>Without a limit of time.</summary>
    public static async Task ExecuteAsync(this NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
