using System.Text.Json;

namespace ExhibitionCrm.Web.StaticFiles;

/// <summary>A static file as pages ask for it.</summary>
/// <param name="Route">Its address, without the slash at the front. It holds a hash of the content.</param>
/// <param name="Asset">The file's path under wwwroot.</param>
internal sealed record StaticFile(string Route, string Asset);

/// <summary>What the build noted about the static files.</summary>
internal static class StaticFileManifest
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    /// <summary>
    /// All files whose address changes with their content, and with each the compressed one that nginx sends in its
    /// place. The others change under the same address, so that they stay the program's own.
    /// </summary>
    /// <exception cref="IOException">The program was copied without the file that the build wrote.</exception>
    public static async Task<IReadOnlyList<StaticFile>> ReadAsync(CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{typeof(Program).Assembly.GetName().Name}.staticwebassets.endpoints.json");
        await using var json = File.OpenRead(path);
        var manifest = await JsonSerializer.DeserializeAsync<Manifest>(json, Options, cancellationToken);
        return [.. manifest!.Endpoints.Where(IsFingerprintedFile).Select(e => new StaticFile(e.Route, e.AssetFile))];
    }

    // Those with selectors are the same addresses again, for browsers that accept an encoding.
    private static bool IsFingerprintedFile(Endpoint endpoint) =>
        endpoint.Selectors.Count == 0
        && endpoint.EndpointProperties.Any(property => property.Name == "fingerprint")
        && !endpoint.Route.EndsWith(".br", StringComparison.Ordinal);

    private sealed record Manifest(IReadOnlyList<Endpoint> Endpoints);

    private sealed record Endpoint(string Route, string AssetFile, IReadOnlyList<object> Selectors, IReadOnlyList<Property> EndpointProperties);

    private sealed record Property(string Name);
}
