using System.CommandLine;

namespace ExhibitionCrm.Web.Configuration;

internal static class HealthCheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var alive = new Option<bool>("--alive") { Description = "Asks only whether the process answers, whatever the database does." };
        var command = new Command("healthcheck", "Checks whether the site on this machine is healthy. Exits with 0 if it is.") { alive };
        command.SetAction((result, cancellationToken) => RunAsync(result.GetValue(alive) ? "/alive" : "/health", cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddEnvironmentVariables("ASPNETCORE_").Build();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(configuration, path));

        // The site answers only to the names it was given.
        request.Headers.Host = configuration["ALLOWED_HOSTS"]?.Split(',')[0].Trim().TrimStart('.') is { Length: > 0 } host and not "*" ? host : null;
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            Console.WriteLine($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"No response from {request.RequestUri}: {e.Message}");
            return 1;
        }
    }

    private static Uri Address(IConfiguration configuration, string path)
    {
        var urls = configuration["URLS"] ?? $"http://localhost:{configuration["HTTP_PORTS"]?.Split(';')[0] ?? "8000"}";
        var first = urls.Split(';')[0].Replace("://+", "://localhost", StringComparison.Ordinal)
            .Replace("://*", "://localhost", StringComparison.Ordinal).Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal);
        return new Uri(new Uri(first), path);
    }
}
