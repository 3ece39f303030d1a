using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ExhibitionCrm.Web.Data;

/// <summary>Healthy while the database can be reached and written to. Asked once: whoever looks will look again.</summary>
internal sealed class DatabaseHealthCheck(DatabaseServers servers) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // Goes on to its own end where that takes longer: the next look profits from what is found out about each server.
            return await IsReadOnlyAsync().WaitAsync(cancellationToken)
                ? HealthCheckResult.Unhealthy("The database may only be read.")
                : HealthCheckResult.Healthy();
        }
        catch (NpgsqlException e) when (e.IsOfAnUntrustedServer())
        {
            return HealthCheckResult.Unhealthy(DatabaseErrors.UntrustedServer, e);
        }
        catch (NpgsqlException e) when (servers.AreSeveral)
        {
            return HealthCheckResult.Unhealthy("None of the database's servers can be written to.", e);
        }
    }

    private async Task<bool> IsReadOnlyAsync()
    {
        await using var connection = await servers.OpenAsync(CancellationToken.None);

        // True on a standby as well.
        await using var command = new NpgsqlCommand("select current_setting('transaction_read_only')::boolean", connection);
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
