using static ExhibitionCrm.AppHost.Topology;

namespace ExhibitionCrm.AppHost;

internal static class PostgresContainer
{
    /// <summary>Adds PostgreSQL in a container that stays between starts, and Adminer to look into it.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddPostgresAndAdminer(this IDistributedApplicationBuilder builder, AppHostSettings settings)
    {
        var db = builder.AddPostgres(
                Database.Name,
                builder.AddParameter("db-user", Database.UserName),
                builder.AddParameter("db-password", Database.Password, secret: true),
                settings.DatabasePort)
            // The tag first: where the volume is mounted depends on it.
            .WithImageTag(Database.Tag)
            .KeepOn(settings);

        builder.AddContainer(Adminer.Name, Adminer.Image, Adminer.Tag)
            .WithEnvironment(Adminer.ServerVariable, Database.Name)
            // PHP as the first process of a container does not hear that it is to stop, and would be waited for.
            .WithContainerRuntimeArgs("--init")
            .WithHttpEndpoint(port: settings.AdminerPort, targetPort: Adminer.ContainerPort)
            .WithUrlForEndpoint("http", url =>
            {
                url.Url += $"/?pgsql={Database.Name}&username={Database.UserName}&db={Database.DatabaseName}";
                url.DisplayText = "Adminer";
            })
            .WithParentRelationship(db)
            .WaitFor(db);

        return db.AddDatabase(Database.ConnectionName, Database.DatabaseName);
    }

    private static IResourceBuilder<PostgresServerResource> KeepOn(this IResourceBuilder<PostgresServerResource> db, AppHostSettings settings) =>
        settings.Volume is null
            ? db
            : db.WithDataVolume(settings.Volume).WithContainerName(settings.DatabaseContainer!).WithLifetime(ContainerLifetime.Persistent);
}
