namespace ExhibitionCrm.AppHost;

/// <summary>Docker or Podman, if one answers.</summary>
internal static class ContainerRuntime
{
    /// <summary>The setting that says "container" or "local" for the database, instead of looking.</summary>
    public const string Setting = "CRM_DATABASE";
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    public static async Task<bool> IsUsableAsync(IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsPublishMode || builder.Configuration[Setting] is "container")
        {
            return true;
        }

        if (builder.Configuration[Setting] is "local")
        {
            return false;
        }

        string[] runtimes = builder.Configuration["ASPIRE_CONTAINER_RUNTIME"] is { Length: > 0 } chosen ? [chosen] : ["docker", "podman"];
        var answers = await Task.WhenAll(runtimes.Select(AnswersAsync));
        return answers.Contains(true);
    }

    private static async Task<bool> AnswersAsync(string runtime)
    {
        using var timeout = new CancellationTokenSource(s_timeout);
        try
        {
            return (await Command.RunAsync(runtime, ["container", "ls", "-n", "1"], timeout.Token)).Succeeded;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
