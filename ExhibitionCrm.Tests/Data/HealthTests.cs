using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

public sealed partial class HealthTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Theory]
    [InlineData("/alive")]
    [InlineData("/health")]
    public async Task Health_WhenAllIsWell_AnswersStrangers(string url)
    {
        using var stranger = site.Anonymous();

        // The first look takes longer than a check may on a busy machine.
        await Eventually.TrueAsync(async () => await StatusOfAsync(stranger, url) == HttpStatusCode.OK, "a healthy site", TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Health_BeforeTheMigrations_IsNotHealthyButAlive()
    {
        await using var empty = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var site = await CrmSite.StartAsync(("ConnectionStrings:exhibitiondb", empty.ConnectionString));
        using var stranger = site.Anonymous();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusOfAsync(stranger, "/health"));
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(stranger, "/alive"));
    }

    [Fact]
    public async Task Health_WithoutADatabase_IsNotHealthyAndSaysNoMore()
    {
        // Nobody listens on port 1.
        var nowhere = new NpgsqlConnectionStringBuilder(site.Database.ConnectionString) { Port = 1, Timeout = 2 };
        await using var cutOff = await CrmSite.StartAsync(("ConnectionStrings:exhibitiondb", nowhere.ConnectionString));
        using var stranger = cutOff.Anonymous();
        using var answer = await stranger.Http.GetAsync(new Uri("/health", UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Npgsql", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(stranger, "/alive"));
    }

    [Fact]
    public async Task StaticFile_ForStrangers_IsServed()
    {
        using var stranger = site.Anonymous();
        using var answer = await stranger.Http.GetAsync(new Uri("/css/base.css", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task AdminAddress_ForStaff_LeadsHome()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var page = await staff.GetPageAsync("/admin/");
        Assert.Equal("/", page.Location);
    }

    [Fact]
    public async Task UnknownHostName_IsRefused()
    {
        using var stranger = site.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/alive") { Headers = { Host = "evil.example" } };
        using var answer = await stranger.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Process_Terminated_EndsInOrderAndItsLogTellsWhenInUtc()
    {
        await using var process = CrmProcess.Start(site.AllSettings());
        await process.WaitUntilHealthyAsync();
        Assert.Equal(0, await process.StopAsync());
        var times = LogTime().Matches(process.Output).Select(match => DateTime.Parse(match.Value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)).ToList();
        Assert.NotEmpty(times);
        Assert.All(times, time => Assert.InRange(time, DateTime.UtcNow.AddMinutes(-30), DateTime.UtcNow));
        Assert.DoesNotContain(process.Output.Split('\n'), line => line.StartsWith("info:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HealthCheckVerb_AgainstARunningSite_AgreesWithIt()
    {
        await using var process = CrmProcess.Start(site.AllSettings());
        await process.WaitUntilHealthyAsync();
        Dictionary<string, string?> settings = new() { ["ASPNETCORE_URLS"] = process.Url.ToString(), ["ALLOWED_HOSTS"] = "localhost" };
        Assert.Equal(0, (await CrmProcess.RunAsync(settings, "healthcheck")).ExitCode);
        await process.KillAsync();
        Assert.Equal(1, (await CrmProcess.RunAsync(settings, "healthcheck")).ExitCode);
    }

    [Fact]
    public async Task HealthCheckVerb_ForLifeAlone_DoesNotMindTheDatabase()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var unwell = builder.Build();
        unwell.MapGet("/alive", () => "Healthy");
        unwell.MapGet("/health", () => Results.StatusCode(503));
        await unwell.StartAsync();
        Dictionary<string, string?> settings = new() { ["ASPNETCORE_URLS"] = unwell.Urls.Single() };
        Assert.Equal(0, (await CrmProcess.RunAsync(settings, "healthcheck", "--alive")).ExitCode);
        Assert.Equal(1, (await CrmProcess.RunAsync(settings, "healthcheck")).ExitCode);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z(?= (?:info|warn): )", RegexOptions.Multiline)]
    private static partial Regex LogTime();

    private static async Task<HttpStatusCode> StatusOfAsync(CrmClient client, string url)
    {
        using var answer = await client.Http.GetAsync(new Uri(url, UriKind.Relative));
        return answer.StatusCode;
    }
}
