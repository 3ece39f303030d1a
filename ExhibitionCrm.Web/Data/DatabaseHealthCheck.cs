using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ExhibitionCrm.Web.Data;

/// <summary>Healthy while the database can be reached and written to. Asked once: whoever looks will look again.</summary>
internal sealed class DatabaseHealthCheck(DatabaseOptions options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        // The driver does not always end when it is told to.
        await IsReadOnlyAsync(cancellationToken).WaitAsync(cancellationToken)
            ? HealthCheckResult.Unhealthy("The database may only be read.")
            : HealthCheckResult.Healthy();

    private async Task<bool> IsReadOnlyAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync(cancellationToken);

        // True on a standby as well.
        await using var command = new NpgsqlCommand("select current_setting('transaction_read_only')::boolean", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
