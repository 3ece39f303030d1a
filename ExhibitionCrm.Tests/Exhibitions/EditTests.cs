using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>What administrators do on the exhibition's page while there are no bills.</summary>
public sealed class EditTests(CrmSite site) : IClassFixture<CrmSite>
{
    private const string Address = "/exhibitions/1";

    [Theory]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Staff)]
    public async Task Open_BelowAnAdministrator_IsForbiddenAndNotOffered(string role)
    {
        using var person = await site.SignInAsync(role);
        Assert.Equal(HttpStatusCode.Forbidden, (await person.GetPageAsync(Address)).Status);
        var home = await person.GetPageAsync("/");
        Assert.Null(home.Document.QuerySelector($"a[href='{Address}']"));
        var token = home.Element("[name=__RequestVerificationToken]").GetAttribute("value")!;
        person.Http.DefaultRequestHeaders.Add("RequestVerificationToken", token);
        using var content = new FormUrlEncodedContent([new("Input.Name", "Taken over")]);
        Assert.Equal(HttpStatusCode.Forbidden, (await person.Http.PostAsync(new Uri(Address, UriKind.Relative), content)).StatusCode);
        Assert.NotEqual("Taken over", (await ReadAsync()).Name);
    }

    [Theory]
    [InlineData("Input.Name", "", "Enter the exhibition's name.")]
    [InlineData("Input.Name", "a\u0001b", "Remove invisible control characters.")]
    [InlineData("Input.Slug", "no blanks", "Enter a short name of letters (a to z), digits and single hyphens, such as expo-2027.")]
    [InlineData("Input.Slug", "0123456789012345678901234567890123456789x", "Short name must be 40 characters or fewer.")]
    [InlineData("Input.State", "archived", "Choose a state from the list.")]
    [InlineData("Input.Venue", "\uFFFE", "Remove invisible control characters.")]
    [InlineData("Input.StartsOn", "tomorrow", "Enter a day like 2026-11-24, or leave this empty.")]
    [InlineData("Input.EndsOn", "2020-01-01", "The last day can't be before the first day.")]
    [InlineData("Input.TimeZone", "", "Enter the name of a time zone, such as Europe/Berlin.")]
    [InlineData("Input.TimeZone", "CET", "Choose a time zone by a city's name, such as Europe/")]
    [InlineData("Input.TimeZone", "Mars", "Enter the name of a time zone, such as Europe/Berlin.")]
    [InlineData("Input.Currency", "€", "Enter a currency code of three letters, such as EUR.")]
    [InlineData("Input.Currency", "abc", "There's no currency with this code. Enter a code by ISO 4217, such as EUR.")]
    [InlineData("Input.ImplausibleFrom", "10.50", "Enter a whole number from 1 to 99999999, in digits only.")]
    [InlineData("Input.PhoneRegion", "Germany", "Enter a country code of two letters, such as DE, or leave this empty.")]
    [InlineData("Input.PrivacyUrl", "javascript:alert(1)", "Enter an address like https://example.org/privacy, or leave this empty.")]
    public async Task Post_WithABadInput_ComesBackWithTheMessageAtTheFieldAndChangesNothing(string field, string value, string message)
    {
        var before = await ReadAsync();
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var values = new Dictionary<string, string?> { ["Input.Name"] = "Typed", ["Input.StartsOn"] = "2027-05-03", [field] = value };
        var answer = await administrator.SubmitAsync(await administrator.GetPageAsync(Address), [.. values.Select(v => (v.Key, v.Value))]);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.StartsWith(message, answer.ErrorOf(field), StringComparison.Ordinal);
        Assert.Equal(field, answer.Focused);
        Assert.Equal((before.Details, before.Version), ((await ReadAsync()).Details, (await ReadAsync()).Version));
    }

    [Fact]
    public async Task Post_AChangeOfEverything_IsSavedOnRecordAndSeenAtOnce()
    {
        await using var fresh = await CrmSite.StartAsync(("PHONE_REGION", "DE"));
        using var administrator = await fresh.SignInAsync(await fresh.Data.UserAsync(Roles.Administrator, userName: "edith"));
        Assert.Contains("Name your exhibition", (await administrator.GetPageAsync("/")).Text, StringComparison.Ordinal);
        var customer = await fresh.Data.CustomerAsync();
        Assert.Null((await administrator.GetPageAsync($"/customers/{customer.Id}/badge")).Document.QuerySelector(".badge-label .exhibition"));
        var form = await administrator.GetPageAsync(Address);
        Assert.Equal(
            ("", "Europe/Berlin", "EUR", "10000", "DE"),
            (form.ValueOf("Input.Name"), form.ValueOf("Input.TimeZone"), form.ValueOf("Input.Currency"), form.ValueOf("Input.ImplausibleFrom"), form.ValueOf("Input.PhoneRegion")));
        Assert.Contains(form.Document.QuerySelectorAll("#time-zones option"), o => o.GetAttribute("value") == "Asia/Tokyo");

        var answer = await administrator.SubmitAsync(
            form, ("Input.Name", "Expo <b>2027</b>"), ("Input.Venue", "Hall 7"), ("Input.StartsOn", "2027-05-03"), ("Input.EndsOn", "2027-05-05"),
            ("Input.TimeZone", "Asia/Tokyo"), ("Input.Currency", "chf"), ("Input.ImplausibleFrom", "500"), ("Input.PhoneRegion", ""),
            ("Input.PrivacyUrl", "https://example.org/privacy"));

        Assert.Equal(Address, answer.Location);
        Assert.Contains("Saved.", (await administrator.FollowAsync(answer)).Text, StringComparison.Ordinal);
        var settings = await administrator.GetPageAsync("/settings");
        Assert.All(
            ["Expo <b>2027</b>", "Hall 7", "2027-05-03", "2027-05-05", "Asia/Tokyo", "CHF", "500.00 CHF", "https://example.org/privacy"],
            value => Assert.Contains(value, settings.Text, StringComparison.Ordinal));
        Assert.NotNull(settings.Document.QuerySelector($"main a[href='{Address}']"));
        var home = await administrator.GetPageAsync("/");
        Assert.Equal("Expo <b>2027</b>", home.TextOf(".page-head strong"));
        Assert.Contains("0.00 CHF", home.Text, StringComparison.Ordinal);
        Assert.Equal("Expo <b>2027</b>", (await administrator.GetPageAsync($"/customers/{customer.Id}/badge")).TextOf(".badge-label .exhibition"));

        var id = await fresh.Data.IdOfExhibitionAsync();
        var entry = await fresh.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.Kind == EventKinds.Of<ExhibitionChanged>()));
        Assert.Equal("edith", entry.Actor);
        Assert.Equal(
            new ExhibitionChanged(
                id, new Change("", "Expo <b>2027</b>"), new Change("", "Hall 7"), new Change("", "2027-05-03"), new Change("", "2027-05-05"),
                new Change("Europe/Berlin", "Asia/Tokyo"), new Change("EUR", "CHF"), new Change("10000", "500"), new Change("DE", ""),
                new Change("", "https://example.org/privacy")),
            entry.Event);
        var activity = await administrator.GetPageAsync("/activity");
        Assert.Contains("edith edited the settings of Expo <b>2027</b>", activity.Text, StringComparison.Ordinal);
        Assert.Contains("Currency: EUR → CHF", activity.Text, StringComparison.Ordinal);
        Assert.Null(activity.Document.QuerySelector("main b"));
    }

    [Fact]
    public async Task Post_WhatIsRequiredOfCustomers_IsKeptThroughEveryFormAndRecorded()
    {
        await site.Data.ExhibitionAsync(text => text with { Name = "Requires", EmailRequired = true, PhoneRequired = true });
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync(Address);
        Assert.Equal((true, true), Checked(form));

        var wrong = await administrator.SubmitAsync(form, ("Input.Name", ""), ("Input.EmailRequired", "false"));
        Assert.Equal((false, true), Checked(wrong));
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(wrong, ("Input.Name", "Requires"))).Status);
        Assert.Equal((false, true), ((await ReadAsync()).EmailRequired, (await ReadAsync()).PhoneRequired));
        Assert.Equal(
            new ExhibitionChanged(1, Email: new Change("required", "optional")),
            await site.ReadAsync(db => db.AuditEntries.Where(e => e.Kind == EventKinds.Of<ExhibitionChanged>()).OrderByDescending(e => e.Id).Select(e => e.Event).FirstAsync()));
        Assert.Contains("Email: required → optional", (await administrator.GetPageAsync("/activity")).Text, StringComparison.Ordinal);

        // Something else is changed.
        form = await administrator.GetPageAsync(Address);
        Assert.Equal((false, true), Checked(form));
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(form, ("Input.Venue", "Elsewhere"))).Status);
        Assert.Equal((false, true), Checked(await administrator.GetPageAsync(Address)));
        Assert.Contains("Optional", (await administrator.GetPageAsync("/settings")).Text, StringComparison.Ordinal);
        await site.Data.ExhibitionAsync(text => text with { EmailRequired = true });
    }

    private static (bool Email, bool Phone) Checked(CrmPage page) => (
        page.Element("[type=checkbox][name='Input.EmailRequired']").HasAttribute("checked"), page.Element("[type=checkbox][name='Input.PhoneRequired']").HasAttribute("checked"));

    [Fact]
    public async Task Post_WithoutAChange_LeavesNoEntry()
    {
        await site.Data.ExhibitionAsync(text => text with { Name = "As it is" });
        var before = await CountAsync();
        using var administrator = await site.SignInAsync(Roles.Administrator);
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(await administrator.GetPageAsync(Address))).Status);
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task Post_ByTwoPeopleAtOnce_TellsTheSecondWhatTheFirstSaved()
    {
        using var first = await site.SignInAsync(Roles.Administrator);
        using var second = await site.SignInAsync(await site.Data.UserAsync(Roles.Administrator));
        var (firstForm, secondForm) = (await first.GetPageAsync(Address), await second.GetPageAsync(Address));

        Assert.Equal(HttpStatusCode.Redirect, (await first.SubmitAsync(firstForm, ("Input.Name", "By the first"), ("Input.Venue", "Here"))).Status);
        var warned = await second.SubmitAsync(secondForm, ("Input.Name", "By the second"), ("Input.Venue", "There"));

        Assert.Equal(HttpStatusCode.OK, warned.Status);
        Assert.All(["By the first", "Here"], text => Assert.Contains(text, warned.TextOf(".alert-danger"), StringComparison.Ordinal));
        Assert.Equal("There", warned.ValueOf("Input.Venue"));
        Assert.Equal("By the first", (await ReadAsync()).Name);

        Assert.Equal(HttpStatusCode.Redirect, (await second.SubmitAsync(warned)).Status);
        Assert.Equal(("By the second", "There"), ((await ReadAsync()).Name, (await ReadAsync()).Venue));
    }

    [Fact]
    public async Task Post_ByManyAtTheSameMoment_SavesExactlyOne()
    {
        var before = await CountAsync();
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync(Address);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => administrator.SubmitAsync(form, ("Input.Name", $"Editor {i}"))));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Redirect);
        Assert.Equal(before + 1, await CountAsync());
    }

    [Fact]
    public async Task Name_WhateverItHolds_IsTextOnEveryPageThatShowsIt()
    {
        const string name = "<script>alert(1)</script> & \"Söhne\" שלום";
        await site.Data.ExhibitionAsync(text => text with { Name = name, Venue = "</dd><img src=x onerror=alert(2)>" });
        var customer = await site.Data.CustomerAsync();
        using var administrator = await site.SignInAsync(Roles.Administrator);
        foreach (var address in new[] { "/", "/settings", "/activity", $"/customers/{customer.Id}/badge" })
        {
            var page = await administrator.GetPageAsync(address);
            Assert.Contains(name, page.TextOf("main"), StringComparison.Ordinal);
            Assert.Null(page.Document.QuerySelector("main script, main [onerror]"));
        }

        Assert.Equal(name, (await administrator.GetPageAsync(Address)).ValueOf("Input.Name"));
    }

    private Task<Exhibition> ReadAsync() => site.ReadAsync(db => db.Exhibitions.AsNoTracking().SingleAsync());

    private Task<int> CountAsync() => site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Kind == EventKinds.Of<ExhibitionChanged>()));
}
