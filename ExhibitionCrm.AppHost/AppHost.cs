using ExhibitionCrm.AppHost;
using ExhibitionCrm.AppHost.Compose;
using static ExhibitionCrm.AppHost.Topology;

switch (args)
{
    case [ComposeCommand.Verb, .. var options]:
        return ComposeCommand.Run(options);
    case [LocalPostgresCommand.Verb, var data, var port]:
        return await LocalPostgresCommand.RunAsync(data, int.Parse(port, null));
}

DashboardPorts.MoveIfTaken();
var builder = DistributedApplication.CreateBuilder(args);
var settings = await AppHostSettings.ReadAsync(builder);
if (settings.Obstacle is not null)
{
    await Console.Error.WriteLineAsync(settings.Obstacle);
    return 1;
}

IResourceBuilder<IResourceWithConnectionString> database = settings.ContainerRuntime is null
    ? builder.AddLocalPostgres(Database.Name, Database.DatabaseName, settings.PostgresData)
    : builder.AddPostgresAndAdminer(settings);

var administrator = builder.AddAdministrator();

var web = builder.AddWebProgram(Web.Name, database)
    .WithHttpEndpoint(port: settings.WebPort, isProxied: false)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck(Web.HealthPath)
    .WithUrlForEndpoint("http", url => url.DisplayText = "Exhibition CRM");

var migrate = builder.AddWebProgram(Migrate.Name, database)
    .WithArgs("migrate")
    .WithAdministrator(administrator)
    .WithDevelopmentSettings(web, settings);

web.WithDevelopmentSettings(web, settings)
    .WaitForCompletion(migrate)
    .WithChildRelationship(migrate)
    .WithHowToSignIn(administrator)
    .WithDemoData(database)
    .WithLastMail(settings.MailFolder)
    .WithOrderlyStop();

builder.PublishStacks();
await builder.Build().RunAsync();
await Orchestrator.WaitForEndAsync();
return 0;
