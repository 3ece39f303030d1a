using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.AppHost;

internal static class LocalPostgresExtensions
{
    /// <summary>Adds a server that runs without containers, on a port of its own.</summary>
    /// <param name="builder">The AppHost's.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="databaseName">The database that its connection string names.</param>
    /// <param name="dataDirectory">Where the data lie.</param>
    public static IResourceBuilder<LocalPostgresResource> AddLocalPostgres(
        this IDistributedApplicationBuilder builder, string name, string databaseName, string dataDirectory)
    {
        var password = builder.AddParameter($"{name}-password", () => ReadPassword(dataDirectory), secret: true);
        var resource = new LocalPostgresResource(name, databaseName, password.Resource);
        var healthCheck = $"{name}_check";
        string? connectionString = null;
        builder.Eventing.Subscribe<ConnectionStringAvailableEvent>(
            resource,
            // Without a pool: an idle connection of ours would count as a client that the server waits for when it stops.
            async (_, cancellationToken) => connectionString = $"{await resource.ServerConnectionString.GetValueAsync(cancellationToken)};Pooling=false");
        builder.Services.AddHealthChecks().AddNpgSql(_ => connectionString ?? throw new InvalidOperationException("The server was not started yet."), name: healthCheck);

        return builder.AddResource(resource)
            .WithEndpoint(name: LocalPostgresResource.EndpointName, scheme: "tcp", isProxied: false)
            .WithArgs(LocalPostgresCommand.Verb, dataDirectory, resource.Endpoint.Property(EndpointProperty.TargetPort))
            .WithIconName("Database")
            .WithHealthCheck(healthCheck);
    }

    private static string ReadPassword(string dataDirectory)
    {
        var folder = UserFolders.Data(dataDirectory);
        UserFolders.Create(folder);
        return LocalPostgresPassword.ReadOrMake(folder);
    }
}
