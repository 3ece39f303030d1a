using ExhibitionCrm.AppHost;
using ExhibitionCrm.AppHost.Compose;
using static ExhibitionCrm.AppHost.Topology;

if (args is [ComposeCommand.Verb, .. var options])
{
    return ComposeCommand.Run(options);
}

var builder = DistributedApplication.CreateBuilder(args);
var administrator = new DevelopmentAdministrator();
IResourceBuilder<IResourceWithConnectionString> exhibitionDb;
LocalPostgres? localPostgres = null;

if (await ContainerRuntime.IsUsableAsync(builder))
{
    var db = builder.AddPostgres(
            Database.Name,
            builder.AddParameter("db-user", Database.UserName),
            builder.AddParameter("db-password", Database.Password, secret: true),
            Database.HostPort)
        // The tag first: where the volume is mounted depends on it.
        .WithImageTag(Database.Tag)
        .WithDataVolume(Database.Volume)
        .WithLifetime(ContainerLifetime.Persistent);
    exhibitionDb = db.AddDatabase(Database.ConnectionName, Database.DatabaseName);

    builder.AddContainer(Adminer.Name, Adminer.Image, Adminer.Tag)
        .WithEnvironment(Adminer.ServerVariable, Database.Name)
        .WithHttpEndpoint(port: Adminer.HostPort, targetPort: Adminer.ContainerPort)
        .WaitFor(db);
}
else
{
    Console.WriteLine("No container runtime answers: PostgreSQL runs as a plain process. Adminer needs a container runtime and is left out.");
    localPostgres = await LocalPostgres.StartAsync(new() { DataDirectory = Path.Combine(Repository.Root, ".data", "postgres"), Log = Console.WriteLine });
    await localPostgres.CreateDatabaseIfMissingAsync(Database.DatabaseName);
    exhibitionDb = builder.AddConnectionString(Database.ConnectionName, ReferenceExpression.Create($"{localPostgres.ConnectionString(Database.DatabaseName)}"));
}

await using var _ = localPostgres;

var migrate = builder.AddProject<Projects.ExhibitionCrm_Web>(Migrate.Name, launchProfileName: null)
    .WithArgs("migrate")
    .WithSettings(DevelopmentSettings(Web.Port))
    .WithSettings(administrator.Settings)
    .WithReference(exhibitionDb)
    .WaitFor(exhibitionDb);

builder.AddProject<Projects.ExhibitionCrm_Web>(Web.Name, launchProfileName: null)
    .WithHttpEndpoint(port: Web.Port)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck(Web.HealthPath)
    .WithSettings(DevelopmentSettings(Web.Port))
    .WithReference(exhibitionDb)
    .WaitFor(exhibitionDb)
    .WaitForCompletion(migrate)
    .SayHowToSignIn(administrator, migrate.Resource);

builder.PublishStacks();
await builder.Build().RunAsync();
return 0;
