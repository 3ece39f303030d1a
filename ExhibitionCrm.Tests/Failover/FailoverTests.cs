using System.Net;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Failover;

/// <summary>The site on two servers, of which the second takes over.</summary>
public sealed class FailoverTests
{
    // Thirty seconds are promised; a busy machine gets more.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Longer than a request waits for the database.
    private static readonly TimeSpan WithoutAPrimary = TimeSpan.FromSeconds(10);

    public enum Order
    {
        PrimaryFirst,
        PrimaryLast,
    }

    [Theory]
    [InlineData(Order.PrimaryFirst)]
    [InlineData(Order.PrimaryLast)]
    public async Task Primary_KilledUnderLoad_LosesNothingDoublesNothingAndTheSiteGoesOn(Order order)
    {
        await using var pair = await PostgresPair.StartAsync();
        await using var sink = SmtpSink.Start();
        await using var site = await pair.StartSiteAsync(Hosts(pair, order), sink.Settings);
        await using var till = await Till.OpenAsync(site, 3);
        await till.WaitForMoreAsync(15);
        await HealthyAsync(site, true);

        await pair.KillFirstAsync();
        await HealthyAsync(site, false);
        Assert.Contains(site.Log.Errors, error => error.Contains("None of the database's servers can be written to", StringComparison.Ordinal));
        await Task.Delay(WithoutAPrimary);
        await pair.PromoteSecondAsync();

        await till.WaitForMoreAsync(15);
        await HealthyAsync(site, true);
        await till.StopAsync();
        Assert.NotEqual(0, till.CameBack);
        await EachOnceAsync(pair, till, sink);
    }

    [Theory]
    [InlineData(Order.PrimaryFirst)]
    [InlineData(Order.PrimaryLast)]
    public async Task Primary_ThatMayOnlyBeReadWhileItIsConnectedTo_IsLeftForTheOther(Order order)
    {
        await using var pair = await PostgresPair.StartAsync();
        await using var sink = SmtpSink.Start();
        await using var site = await pair.StartSiteAsync(Hosts(pair, order), sink.Settings);
        await using var till = await Till.OpenAsync(site, 3);
        await till.WaitForMoreAsync(15);

        // The other takes over at once: no form needs to come back, whose connection says that it may only read.
        await pair.DemoteFirstAsync();
        var there = await pair.ListAtFirstAsync("select count(*) from bills");
        await pair.PromoteSecondAsync();
        await till.WaitForMoreAsync(15);
        await HealthyAsync(site, true);
        await till.StopAsync();
        Assert.Equal(there, await pair.ListAtFirstAsync("select count(*) from bills"));
        await EachOnceAsync(pair, till, sink);
    }

    [Fact]
    public async Task Site_WhoseOnlyPrimaryMayOnlyBeRead_SaysSoAndWritesNowhere()
    {
        await using var pair = await PostgresPair.StartAsync();
        await using var site = await pair.StartSiteAsync(Hosts(pair, Order.PrimaryFirst));
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync("/customers/new");
        await HealthyAsync(site, true);

        await pair.DemoteFirstAsync();
        await HealthyAsync(site, false);
        var refused = await staff.SubmitAsync(form, ("Input.Name", "Rita Readonly"), ("Input.Email", "rita@example.org"), ("Input.Phone", "030 123456"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Equal("Rita Readonly", refused.ValueOf("Input.Name"));

        await pair.PromoteSecondAsync();
        await HealthyAsync(site, true);
        Assert.Equal(HttpStatusCode.Redirect, (await staff.SubmitAsync(refused)).Status);
        Assert.Empty(await pair.ListAtFirstAsync("select id from customers"));
        Assert.Single(await pair.ListAtSecondAsync("select id from customers"));
    }

    [Fact]
    public async Task Post_OverAConnectionThatMayOnlyReadByNow_IsSavedAtTheOtherAtOnce()
    {
        await using var pair = await PostgresPair.StartAsync();
        await using var site = await pair.StartSiteAsync(Hosts(pair, Order.PrimaryFirst));
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync("/customers/new");

        // The site has not heard of it when the form comes.
        await pair.DemoteFirstAsync();
        await pair.PromoteSecondAsync();
        var saved = await staff.SubmitAsync(form, ("Input.Name", "Otto Other"), ("Input.Email", "otto@example.org"), ("Input.Phone", "030 123456"));
        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
        Assert.Single(await pair.ListAtSecondAsync("select id from customers"));
    }

    // The server takes a wait that is given up for done, and says so in a warning alone.
    [Fact]
    public async Task Post_ThatNoOtherServerHas_IsNotAcknowledged()
    {
        await using var pair = await PostgresPair.StartAsync();
        await using var site = await pair.StartSiteAsync(Hosts(pair, Order.PrimaryFirst));
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync("/customers/new");

        await pair.KillSecondAsync();
        var answer = await staff.SubmitAsync(form, ("Input.Name", "Una Unconfirmed"), ("Input.Email", "una@example.org"), ("Input.Phone", "030 123456"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("Una Unconfirmed", answer.ValueOf("Input.Name"));
    }

    [Fact]
    public async Task Migrate_WhilePrimaryIsAway_WaitsForTheOther()
    {
        await using var pair = await PostgresPair.StartAsync();
        await pair.KillFirstAsync();
        var migrating = CrmProcess.RunAsync(pair.Settings(Hosts(pair, Order.PrimaryFirst)), "migrate");
        await Task.Delay(TimeSpan.FromSeconds(5));
        await pair.PromoteSecondAsync();
        var (code, output) = await migrating;
        Assert.True(code == 0, output);
    }

    private static string[] Hosts(PostgresPair pair, Order order) =>
        order == Order.PrimaryFirst ? [pair.Hosts.First, pair.Hosts.Second] : [pair.Hosts.Second, pair.Hosts.First];

    private static async Task HealthyAsync(CrmSite site, bool expected)
    {
        using var stranger = site.Anonymous();
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await stranger.Http.GetAsync(new Uri("/health", UriKind.Relative));
                return (answer.StatusCode == HttpStatusCode.OK) == expected;
            },
            expected ? "a healthy site" : "a site that says that it is not healthy",
            Patience);
    }

    /// <summary>Whoever was registered is there once, with one bill, and heard of it once or, at the worst moment, twice.</summary>
    private static async Task EachOnceAsync(PostgresPair pair, Till till, SmtpSink sink)
    {
        Assert.Equal(till.Saved.Keys.Order(StringComparer.Ordinal), await pair.ListAtSecondAsync("select email from customers order by email collate \"C\""));
        Assert.Equal(till.Saved.Values.Order(StringComparer.Ordinal), await pair.ListAtSecondAsync("select customer_id from bills order by customer_id collate \"C\""));
        Assert.Equal([$"{till.Saved.Count}"], await pair.ListAtSecondAsync($"select count(*) from customers where bill_count = 1 and bill_total = {Till.Amount}"));

        // What was in hand at the kill is sent again when its lease is over.
        await Eventually.TrueAsync(
            async () => (await pair.ListAtSecondAsync("select id from outbox_messages where state <> 'Sent'")).Count == 0, "all mails sent", Patience);
        var mails = sink.Mails.GroupBy(m => m.Recipient).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(till.Saved.Keys.Order(StringComparer.Ordinal), mails.Keys.Order(StringComparer.Ordinal));
        Assert.All(mails.Values, count => Assert.InRange(count, 1, 2));
    }
}
