namespace ExhibitionCrm.AppHost;

/// <summary>The first administrator of a developer's database, with a password made on this machine and kept among the user's secrets.</summary>
internal static class Administrator
{
    private const string UserName = "admin";

    /// <summary>Adds the password.</summary>
    public static IResourceBuilder<ParameterResource> AddAdministrator(this IDistributedApplicationBuilder builder) =>
        builder.AddParameter(
            $"{UserName}-password",
            new GenerateParameterDefault { MinLength = 16, MinLower = 1, MinUpper = 1, MinNumeric = 1, Special = false },
            secret: true,
            persist: true);

    /// <summary>Has the migration make the administrator, if the database has no user yet.</summary>
    public static IResourceBuilder<ProjectResource> WithAdministrator(
        this IResourceBuilder<ProjectResource> migrate, IResourceBuilder<ParameterResource> password) =>
        migrate
            .WithEnvironment("SUPERUSER_USERNAME", UserName)
            .WithEnvironment("SUPERUSER_EMAIL", "admin@example.com")
            .WithEnvironment("SUPERUSER_PASSWORD", password);

    /// <summary>Tells how to sign in: on the dashboard when asked, and in the terminal once the site answers.</summary>
    public static IResourceBuilder<ProjectResource> WithHowToSignIn(
        this IResourceBuilder<ProjectResource> web, IResourceBuilder<ParameterResource> password) =>
        web.WithCommand(
                "how-to-sign-in",
                "How to sign in",
                async context => CommandResults.Success("", await TellAsync(web, password, context.CancellationToken), CommandResultFormat.Text, displayImmediately: true),
                new CommandOptions { IconName = "Key", IsHighlighted = true })
            .OnResourceReady(async (_, _, cancellationToken) => Console.WriteLine(await TellAsync(web, password, cancellationToken)));

    private static async Task<string> TellAsync(
        IResourceBuilder<ProjectResource> web, IResourceBuilder<ParameterResource> password, CancellationToken cancellationToken) =>
        $"""
        Exhibition CRM runs at {web.GetEndpoint("http").Url}
        Sign in as {UserName} with the password {await password.Resource.GetValueAsync(cancellationToken)}
        (Changed since, or a database of before? The sign-in page sends a new one by mail; "Open the last mail" on the dashboard shows it.)
        """;
}
