namespace ExhibitionCrm.AppHost;

internal static class WebProgram
{
    /// <summary>Adds a run of the web program: the site, or one of its verbs.</summary>
    public static IResourceBuilder<ProjectResource> AddWebProgram(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<IResourceWithConnectionString> database) =>
        builder.AddProject<Projects.ExhibitionCrm_Web>(name, launchProfileName: null)
            // The built program itself: "dotnet run" around it would cost seconds at each start. Debuggers and "dotnet watch" start it their own way.
            .WithAnnotation(new ExecutableAnnotation { Command = Repository.WebProgram, WorkingDirectory = Repository.WebProject })
            .WithReference(database, Topology.Database.ConnectionName)
            // Not until it is healthy, which is asked for ever more seldom: the migration waits for the server itself.
            .WaitForStart(database);

    /// <summary>Sets the environment variables of a developer's machine.</summary>
    public static IResourceBuilder<ProjectResource> WithDevelopmentSettings(
        this IResourceBuilder<ProjectResource> program, IResourceBuilder<ProjectResource> web, AppHostSettings settings) =>
        Topology.DevelopmentSettings.Aggregate(program, (configured, setting) => configured.WithEnvironment(setting.Key, setting.Value))
            .WithEnvironment("APP_URL", web.GetEndpoint("http"))
            .WithEnvironment("EMAIL_BACKEND", "file")
            .WithEnvironment("EMAIL_FILE_PATH", settings.MailFolder);
}
