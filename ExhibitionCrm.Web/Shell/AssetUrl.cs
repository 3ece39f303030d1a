using Microsoft.AspNetCore.Components;

namespace ExhibitionCrm.Web.Shell;

/// <summary>Addresses of static files with their fingerprint, which may be cached for ever.</summary>
public static class AssetUrl
{
    /// <summary>The fingerprinted address of a file under wwwroot, or the plain one outside pages mapped WithStaticAssets().</summary>
    public static string For(HttpContext context, string path) =>
        "/" + (context.GetEndpoint()?.Metadata.GetMetadata<ResourceAssetCollection>()?[path] ?? path);
}
