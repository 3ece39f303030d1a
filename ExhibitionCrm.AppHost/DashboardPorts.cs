namespace ExhibitionCrm.AppHost;

/// <summary>The addresses under which Aspire's dashboard and its services listen, as launchSettings.json has them.</summary>
internal static class DashboardPorts
{
    private static readonly string[] Variables =
        ["ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"];

    /// <summary>A second clone's dashboard takes free ports; its address is printed anyway.</summary>
    public static void MoveIfTaken()
    {
        foreach (var variable in Variables)
        {
            if (Uri.TryCreate(Environment.GetEnvironmentVariable(variable), UriKind.Absolute, out var address) && Ports.IsTaken(address.Port))
            {
                Environment.SetEnvironmentVariable(variable, new UriBuilder(address) { Port = Ports.FindFree() }.Uri.GetLeftPart(UriPartial.Authority));
            }
        }
    }
}
