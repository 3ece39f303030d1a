using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>Making exhibitions, from nothing and from another one.</summary>
public sealed class NewTests(CrmSite site) : IClassFixture<CrmSite>
{
    private const string Address = "/exhibitions/new";

    [Fact]
    public async Task Post_ANameAndWhatIsNeeded_MakesOneWithAShortNameOfIt()
    {
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var answer = await administrator.SubmitAsync(
            await administrator.GetPageAsync(Address), ("Input.Name", "Söhne Expo <1>"), ("Input.Currency", "jpy"), ("Input.Colour", "purple"), ("Input.State", "draft"));
        var made = await ReadAsync("sohne-expo-1");
        Assert.Equal($"/exhibitions/{made.Id}", answer.Location);
        Assert.Equal(("Söhne Expo <1>", "JPY", "UTC", ExhibitionState.Draft, ExhibitionColour.Purple), (made.Name, made.Currency, made.TimeZone, made.State, made.Colour));
        Assert.Contains("created", (await administrator.FollowAsync(answer)).Text, StringComparison.Ordinal);
        var entry = await site.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.SubjectId == $"{made.Id}" && e.Kind == EventKinds.Of<ExhibitionCreated>()));
        Assert.Equal(new ExhibitionCreated(made.Id, "Söhne Expo <1>", "sohne-expo-1"), entry.Event);
        Assert.Equal(0, entry.ExhibitionId);
        Assert.Contains("created the exhibition Söhne Expo <1>", (await administrator.GetPageAsync("/activity")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Input.Name", "", "Enter the exhibition's name.")]
    [InlineData("Input.Slug", "a b", "Enter a short name of letters")]
    [InlineData("Input.Slug", "exhibition", "Another exhibition has or had this short name.")]
    [InlineData("Input.Slug", "EXHIBITION", "Another exhibition has or had this short name.")]
    [InlineData("Input.Currency", "", "Enter a currency code")]
    [InlineData("Input.EndsOn", "2020-01-01", "The last day can't be before the first day.")]
    public async Task Post_WithABadInput_ComesBackWithTheMessageAtTheFieldAndMakesNone(string field, string value, string message)
    {
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var before = await CountAsync();
        var values = new Dictionary<string, string?> { ["Input.Name"] = "Refused", ["Input.Currency"] = "EUR", ["Input.StartsOn"] = "2027-05-03", ["Input.Venue"] = "Kept", [field] = value };
        var answer = await administrator.SubmitAsync(await administrator.GetPageAsync(Address), [.. values.Select(v => (v.Key, v.Value))]);
        Assert.StartsWith(message, answer.ErrorOf(field), StringComparison.Ordinal);
        Assert.Equal("Kept", answer.ValueOf("Input.Venue"));
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task Post_AnArabicNameWithoutAShortOne_AsksForOne()
    {
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var answer = await administrator.SubmitAsync(await administrator.GetPageAsync(Address), ("Input.Name", "معرض"), ("Input.Currency", "AED"));
        Assert.StartsWith("Enter a short name", answer.ErrorOf("Input.Slug"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(answer, ("Input.Slug", "dubai"))).Status);
        Assert.Equal("معرض", (await ReadAsync("dubai")).Name);
    }

    [Fact]
    public async Task Post_TheSameFormManyTimes_MakesOne()
    {
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync(Address);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => administrator.SubmitAsync(form, ("Input.Name", "Pressed twice"), ("Input.Currency", "EUR"))));
        Assert.Single(answers.Select(a => a.Location).Distinct());
        Assert.Equal($"/exhibitions/{(await ReadAsync("pressed-twice")).Id}", answers[0].Location);
        Assert.Equal(1, await site.ReadAsync(db => db.Exhibitions.CountAsync(e => e.Name == "Pressed twice")));

        var other = await administrator.SubmitAsync(form, ("Input.Name", "Something else"), ("Input.Currency", "EUR"));
        Assert.Contains("has already created the exhibition", other.TextOf(".alert-danger"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(other)).Status);
        Assert.NotNull(await ReadAsync("something-else"));
    }

    [Fact]
    public async Task Copy_OfAnother_BeginsWithItsSettingsSaysSoAndTakesNobodyOver()
    {
        var from = await site.Data.OtherExhibitionAsync("The source", "CHF");
        await site.Data.CustomerOfAsync(from, 5m);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"{Address}?from={from}");
        Assert.Equal("Copied from The source", form.TextOf("#copied"));
        Assert.All(["Hall 3", "Asia/Tokyo", "CHF", "700"], value => Assert.Contains(value, form.TextOf("main section.alert"), StringComparison.Ordinal));
        Assert.Equal(("", "", "Asia/Tokyo", "700"), (form.ValueOf("Input.Name"), form.ValueOf("Input.Slug"), form.ValueOf("Input.TimeZone"), form.ValueOf("Input.ImplausibleFrom")));

        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(form, ("Input.Name", "The copy"))).Status);

        var copy = await ReadAsync("the-copy");
        Assert.Equal(("CHF", "Hall 3"), (copy.Currency, copy.Venue));
        Assert.Equal(["0"], await site.Database.ListAsync($"select count(*)::text from customers where exhibition_id = {copy.Id}"));
        var entry = await site.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.SubjectId == $"{copy.Id}" && e.Kind == EventKinds.Of<ExhibitionCreated>()));
        Assert.Equal(new ExhibitionCreated(copy.Id, "The copy", "the-copy", from, "The source", CopiedSettings: true, CopiedStaff: 0), entry.Event);
    }

    [Theory]
    [InlineData("", true, true, "with the settings and staff of")]
    [InlineData("&chosen=true&groups=settings&groups=staff", true, true, "with the settings and staff of")]
    [InlineData("&chosen=true&groups=settings", true, false, "with the settings of")]
    [InlineData("&chosen=true&groups=staff", false, true, "with the staff of")]
    [InlineData("&chosen=true", false, false, "")]
    public async Task Copy_OfChosenGroups_SaysBeforeAndRecordsAfterWhatIsCopied(string query, bool settings, bool staff, string words)
    {
        var name = $"Copy {Guid.NewGuid():N}";
        var from = await site.Data.OtherExhibitionAsync($"Source of {name}", "CHF");
        await site.Database.ExecuteAsync($"update exhibitions set email_required = false where id = {from}");
        var (ann, ben, gone) = (await site.Data.UserAsync(), await site.Data.UserAsync(), await site.Data.UserAsync());
        await GiveAsync(from, (ann, Roles.Staff), (ben, Roles.Viewer), (gone, Roles.Staff));
        await site.Database.ExecuteAsync($"update users set deactivated_at = now() where id = '{gone.Id}'");
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"{Address}?from={from}{query}");
        Assert.Equal(
            (settings, staff), (form.Element("[value=settings]").HasAttribute("checked"), form.Element("[value=staff]").HasAttribute("checked")));
        var said = form.Document.QuerySelector("#copied") is null ? "" : form.TextOf("main section.alert");
        Assert.Equal(
            (settings, settings, staff),
            (said.Contains("Asia/Tokyo", StringComparison.Ordinal), said.Contains("email optional", StringComparison.Ordinal),
             said.Contains("2 people get the roles that they have there when you create the exhibition.", StringComparison.Ordinal)));

        // Given and taken between the summary and the copy.
        var cleo = await site.Data.UserAsync();
        await GiveAsync(from, (cleo, Roles.Staff));
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => administrator.SubmitAsync(form, ("Input.Name", name), ("Input.Currency", "CHF"))));

        Assert.Single(answers.Select(answer => answer.Location).Distinct());
        var copy = await site.ReadAsync(db => db.Exhibitions.AsNoTracking().SingleAsync(e => e.Name == name));
        Assert.Equal((settings ? "Asia/Tokyo" : "UTC", !settings), (copy.TimeZone, copy.EmailRequired));
        var roles = await site.Database.ListAsync($"select user_id || ' ' || role from exhibition_roles where exhibition_id = {copy.Id}");
        Assert.Equal(staff ? new[] { $"{ann.Id} Staff", $"{ben.Id} Viewer", $"{cleo.Id} Staff" }.Order() : [], roles.Order());
        var entry = await site.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.SubjectId == $"{copy.Id}" && e.Kind == EventKinds.Of<ExhibitionCreated>()));
        Assert.Equal(
            words.Length == 0 ? new ExhibitionCreated(copy.Id, name, copy.Slug)
                : new ExhibitionCreated(copy.Id, name, copy.Slug, from, $"Source of {name}", settings, staff ? 3 : null),
            entry.Event);
        var activity = (await administrator.GetPageAsync("/activity")).Text;
        Assert.Contains(words.Length == 0 ? $"created the exhibition {name}" : $"created the exhibition {name} {words} Source of {name}", activity, StringComparison.Ordinal);
        Assert.Equal(staff, activity.Contains("Staff: 3 people", StringComparison.Ordinal));
        await site.Database.ExecuteAsync($"delete from audit_entries where id = {entry.Id}");
    }

    private Task<int> GiveAsync(int exhibition, params (StaffUser User, string Role)[] roles) => site.Database.ExecuteAsync(string.Concat(roles.Select(one =>
        $"insert into exhibition_roles (user_id, exhibition_id, role) values ('{one.User.Id}', {exhibition}, '{one.Role}');")));

    [Theory]
    [InlineData("?from=999999", "There's no such exhibition to copy from.")]
    [InlineData("?from=1&chosen=true", "Choose what to copy.")]
    public async Task Copy_OfNothing_SaysSo(string query, string message)
    {
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"{Address}{query}");
        Assert.Contains(message, form.TextOf(".alert-danger"), StringComparison.Ordinal);
        Assert.Null(form.Document.QuerySelector("#copied"));
    }

    private Task<Exhibition> ReadAsync(string slug) => site.ReadAsync(db => db.Exhibitions.AsNoTracking().SingleAsync(e => e.Slug == slug));

    private Task<int> CountAsync() => site.ReadAsync(db => db.Exhibitions.CountAsync());
}
