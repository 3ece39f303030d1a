namespace ExhibitionCrm.AppHost;

/// <summary>Docker or Podman, if one answers.</summary>
internal static class ContainerRuntime
{
    /// <summary>The setting that says "container" or "local" for the database, instead of looking.</summary>
    private const string Setting = "database";
    private const string Usual = "docker";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <returns>The program's name, or null where the database is to run without containers.</returns>
    public static async Task<string?> FindAsync(IDistributedApplicationBuilder builder)
    {
        var chosen = builder.Configuration["ASPIRE_CONTAINER_RUNTIME"] is { Length: > 0 } runtime ? runtime : null;
        if (builder.ExecutionContext.IsPublishMode || builder.Configuration[Setting] is "container")
        {
            return chosen ?? Usual;
        }

        if (builder.Configuration[Setting] is "local")
        {
            return null;
        }

        string[] candidates = chosen is null ? [Usual, "podman"] : [chosen];
        var answers = await Task.WhenAll(candidates.Select(RespondsAsync));
        var found = candidates.Zip(answers).FirstOrDefault(candidate => candidate.Second).First;
        if (found is null)
        {
            Console.WriteLine("No container runtime answers: PostgreSQL runs as a plain process, and Adminer is left out.");
        }

        return found;
    }

    /// <summary>Whether a container of this name runs.</summary>
    public static async Task<bool> IsRunningAsync(string runtime, string? container)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        var answer = await StartedProgram.RunAsync(runtime, ["container", "ls", "--format", "{{.Names}}"], timeout.Token);
        return answer.Succeeded && answer.Output.Split('\n').Contains(container);
    }

    private static async Task<bool> RespondsAsync(string runtime)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            return (await StartedProgram.RunAsync(runtime, ["container", "ls", "-n", "1"], timeout.Token)).Succeeded;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
