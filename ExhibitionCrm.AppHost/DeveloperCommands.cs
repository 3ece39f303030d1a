using MimeKit;

namespace ExhibitionCrm.AppHost;

/// <summary>What developers do by hand, as commands of the web resource on the dashboard.</summary>
internal static class DeveloperCommands
{
    /// <summary>Fills an empty database as a fair would.</summary>
    public static IResourceBuilder<ProjectResource> WithDemoData(
        this IResourceBuilder<ProjectResource> web, IResourceBuilder<IResourceWithConnectionString> database) =>
        web.WithProcessCommand(
            "seed-demo-data",
            "Seed demo data",
            async context => new ProcessCommandSpec(Repository.WebProgram)
            {
                Arguments = ["seed-demo"],
                WorkingDirectory = Repository.WebProject,
                EnvironmentVariables = new Dictionary<string, string>(Topology.DevelopmentSettings)
                {
                    [$"ConnectionStrings__{Topology.Database.ConnectionName}"] = await database.Resource.GetConnectionStringAsync(context.CancellationToken) ?? "",
                },
            },
            new ProcessCommandOptions { IconName = "PeopleAdd" });

    /// <summary>Shows the newest mail that the site sent into a folder.</summary>
    public static IResourceBuilder<ProjectResource> WithLastMail(this IResourceBuilder<ProjectResource> web, string folder) =>
        web.WithCommand(
            "open-last-mail",
            "Open the last mail",
            async context => Newest(folder) is { } file
                ? CommandResults.Success("", await ReadAsync(file, context.CancellationToken), CommandResultFormat.Text, displayImmediately: true)
                : CommandResults.Failure($"No mail was sent yet. Mails are written to {folder}."),
            new CommandOptions { IconName = "Mail" });

    private static FileInfo? Newest(string folder) =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*.eml").MaxBy(file => file.LastWriteTimeUtc) : null;

    private static async Task<string> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        using var mail = await MimeMessage.LoadAsync(file.FullName, cancellationToken);
        return $"""
            To: {mail.To}
            Subject: {mail.Subject}

            {mail.TextBody}

            The whole mail: {file.FullName}
            """;
    }
}
