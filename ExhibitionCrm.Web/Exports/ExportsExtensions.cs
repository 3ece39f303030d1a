namespace ExhibitionCrm.Web.Exports;

internal static class ExportsExtensions
{
    public static void AddExports(this IServiceCollection services) => _ = services;

    public static void MapExports(this IEndpointRouteBuilder app) => _ = app;
}
