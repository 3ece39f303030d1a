using System.Net;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Home;

public sealed class IndexTests : IAsyncLifetime
{
    private CrmSite _site = null!;

    public async Task InitializeAsync() => _site = await CrmSite.StartAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Get_WithoutSignIn_LeadsToTheSignInPageAndBack()
    {
        using var stranger = _site.Anonymous();
        var page = await stranger.GetPageAsync("/");
        Assert.Equal("/account/sign-in?returnUrl=%2F", page.Location);
    }

    [Fact]
    public async Task Get_OnAnEmptyDay_ShowsZeroes()
    {
        using var viewer = await _site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync("/");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(["0", "0", "0.00 EUR", "0"], page.TextsOf("main .row-cards .h1").Take(4));
    }

    [Fact]
    public async Task Get_CountsWhatHappenedTodayAtTheExhibition()
    {
        var time = _site.Services.GetRequiredService<ExhibitionTime>();
        var midnight = time.StartOf(time.Today);
        var early = await _site.Data.CustomerAsync(name: "Early Bird", createdAt: midnight);
        var yesterday = await _site.Data.CustomerAsync(createdAt: midnight.AddMilliseconds(-1));
        await _site.Data.BillAsync(early.Id, 0.10m, createdAt: midnight);
        await _site.Data.BillAsync(yesterday.Id, 0.20m, createdAt: midnight.AddMinutes(1));
        await _site.Data.BillAsync(early.Id, 50m, createdAt: midnight.AddMilliseconds(-1));
        await _site.Data.BillAsync(early.Id, 70m, voidReason: "wrong", createdAt: midnight);
        await _site.ReadAsync(db => db.OutboxMessages.Where(m => m.CustomerId == yesterday.Id)
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.State, OutboxState.Failed)));
        using var viewer = await _site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync("/");
        Assert.Equal(["1", "2", "0.30 EUR", "1 1 failed"], page.TextsOf("main .row-cards .h1").Take(4));
        Assert.Contains("Early Bird", page.TextOf("main .list-group"), StringComparison.Ordinal);
        Assert.Contains("0:00, registrations: 1", page.TextsOf("svg.chart title").Select(t => t.TrimStart('0') is { } text && text.StartsWith(':') ? "0" + text : t));
    }
}
