using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace ExhibitionCrm.Tests.AppHost;

public sealed class HealthEndpointsTests
{
    [Theory]
    [InlineData("/alive", true, HttpStatusCode.OK, "Healthy")]
    [InlineData("/health", true, HttpStatusCode.OK, "Healthy")]
    [InlineData("/alive", false, HttpStatusCode.OK, "Healthy")]
    [InlineData("/health", false, HttpStatusCode.ServiceUnavailable, "Unhealthy")]
    public async Task Get_InProduction_TellsStatusWordOnly(string path, bool healthy, HttpStatusCode expectedStatus, string expectedBody)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        builder.Services.AddHealthChecks().AddCheck("database", () => healthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("secret detail"));
        await using var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync();

        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var answer = await client.GetAsync(path);

        Assert.Equal(expectedStatus, answer.StatusCode);
        Assert.Equal(expectedBody, await answer.Content.ReadAsStringAsync());
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }
}
