using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.Hosting;

public static class Extensions
{
    public static void AddServiceDefaults(this IHostApplicationBuilder builder) => builder.Services.AddHealthChecks();
    public static void MapDefaultEndpoints(this WebApplication app) { app.MapHealthChecks("/health").AllowAnonymous(); app.MapHealthChecks("/alive").AllowAnonymous(); }
    public static void AddNpgsqlDbContext<T>(this IHostApplicationBuilder b, string name, Action<object>? configureSettings = null, Action<DbContextOptionsBuilder>? configureDbContextOptions = null) where T : DbContext
      => b.Services.AddDbContextPool<T>(o => { o.UseNpgsql(b.Configuration.GetConnectionString(name), n => n.EnableRetryOnFailure()); configureDbContextOptions?.Invoke(o); });
}
