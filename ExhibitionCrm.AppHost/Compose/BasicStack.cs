using static ExhibitionCrm.AppHost.Compose.Variables;
using static ExhibitionCrm.AppHost.Topology;

namespace ExhibitionCrm.AppHost.Compose;

/// <summary>The site and its database, on loopback: for a trial, or behind a proxy that is there already.</summary>
internal static class BasicStack
{
    private const string Comment = """
        Basic: the site and its database, without nginx. Written by the generator in ExhibitionCrm.AppHost.
        In this folder, by Compose 2 (docker-compose 1 says that "name" is wrong), with a .env made from .env.example:
          docker compose up -d
          docker compose exec web crm createsuperuser
        The site is at http://localhost:8000, on this machine alone until WEB_BIND says otherwise.
        """;

    public static ComposeFile File { get; } = new(
        Comment,
        "exhibition-crm",
        [
            Parts.Db with { Ports = [$"127.0.0.1:{DatabasePort.OrDefault}:{Database.Port}"] },
            Parts.MigrateWith(CrmSettingsOfStacks.Basic),
            Parts.WebWith(CrmSettingsOfStacks.Basic, "The site.") with { Ports = [$"{WebBind.OrDefault}:{Web.Port}:{Web.Port}"] },
        ],
        new Dictionary<string, ComposeNetwork> { [Networks.Backend] = new() },
        [Database.ProductionVolume, StaticFiles.Volume, Media.Volume]);
}
