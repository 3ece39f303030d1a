using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ExhibitionCrm.Tests.Outbox;

/// <summary>A worker that stands still makes the site unhealthy: its mail would wait unseen.</summary>
public sealed class OutboxGaugeTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Fact]
    public async Task Health_OfAWorkerThatStandsStill_IsUnhealthyUntilItGoesOn()
    {
        var clock = new HandClock();
        var gauge = new OutboxGauge(site.Services.GetRequiredService<CrmMeters>(), clock);
        clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(HealthStatus.Healthy, await StatusAsync(gauge));
        clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(HealthStatus.Unhealthy, await StatusAsync(gauge));
        gauge.Tick();
        Assert.Equal(HealthStatus.Healthy, await StatusAsync(gauge));
    }

    [Fact]
    public void Health_OfTheSite_AsksTheWorkerWhichIsNoReasonToRestart()
    {
        var check = site.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Single(r => r.Name == "outbox");
        Assert.Same(site.Services.GetRequiredService<OutboxGauge>(), check.Factory(site.Services));
        Assert.Empty(check.Tags);
    }

    private static async Task<HealthStatus> StatusAsync(OutboxGauge gauge) => (await gauge.CheckHealthAsync(new HealthCheckContext())).Status;
}
