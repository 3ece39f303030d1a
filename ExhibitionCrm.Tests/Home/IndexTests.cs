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
        Assert.Contains("0:00, registrations: 1", page.TextsOf("svg.chart title"));
    }

    [Fact]
    public async Task Get_MailThatIsBeingSent_CountsAsWaiting()
    {
        var customer = await _site.Data.CustomerAsync();
        await _site.Data.CustomerAsync();
        await _site.ReadAsync(db => db.OutboxMessages.Where(m => m.CustomerId == customer.Id)
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.State, OutboxState.Sending)));
        using var viewer = await _site.SignInAsync(Roles.Viewer);
        Assert.Equal("2", (await viewer.GetPageAsync("/")).TextsOf("main .row-cards .h1").ElementAt(3));
    }

    [Fact]
    public async Task Get_ChartsBillsInTheHourOfTheExhibition()
    {
        var time = _site.Services.GetRequiredService<ExhibitionTime>();
        var midnight = time.StartOf(time.Today);
        var customer = await _site.Data.CustomerAsync(createdAt: midnight.AddDays(-1));
        await _site.Data.BillAsync(customer.Id, createdAt: midnight.AddMinutes(59));
        await _site.Data.BillAsync(customer.Id, createdAt: midnight.AddMinutes(1));
        await _site.Data.BillAsync(customer.Id, createdAt: midnight.AddMinutes(2), voidReason: "wrong");
        using var viewer = await _site.SignInAsync(Roles.Viewer);
        var bars = (await viewer.GetPageAsync("/")).TextsOf("svg.chart title");
        Assert.Equal(["0:00, bills: 2"], bars.Where(bar => bar.Contains("bills", StringComparison.Ordinal) && !bar.EndsWith(": 0", StringComparison.Ordinal)));
        Assert.Contains("0:00, registrations: 0", bars);
    }
}
