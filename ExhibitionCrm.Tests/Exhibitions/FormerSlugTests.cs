using System.Net;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>What was bookmarked, or open in a tab, under a short name of before goes on leading to its exhibition.</summary>
public sealed class FormerSlugTests : IAsyncLifetime, IDisposable
{
    private readonly CrmSite _site = new();
    private CrmClient _administrator = null!;
    private int _id;

    public async Task InitializeAsync()
    {
        await _site.InitializeAsync();
        _id = await _site.Data.OtherExhibitionAsync("Expo");
        await _site.Database.ExecuteAsync($"update exhibitions set slug = 'expo-1' where id = {_id}");
        _administrator = await _site.SignInAsync(Roles.Administrator);
        Assert.Equal(HttpStatusCode.OK, (await _administrator.GetPageAsync("/e/expo-1/customers")).Status);
    }

    public Task DisposeAsync() => _site.DisposeAsync();

    public void Dispose() => _administrator.Dispose();

    [Theory]
    [InlineData("/e/expo-1/", "/e/expo-3/")]
    [InlineData("/e/expo-1", "/e/expo-3/")]
    [InlineData("/e/EXPO-2/customers?q=M%C3%BCller%20%26&page=2", "/e/expo-3/customers?q=M%C3%BCller%20%26&page=2")]
    [InlineData("/e/expo-2/customers/export.csv", "/e/expo-3/customers/export.csv")]
    public async Task Get_UnderAShortNameOfBefore_LeadsToThatOfToday(string address, string leads)
    {
        await RenameAsync("expo-2");
        await RenameAsync("expo-3");
        using var http = Plain(_administrator);
        using var answer = await http.GetAsync(new Uri(address, UriKind.Relative));
        Assert.Equal((HttpStatusCode.Redirect, leads), (answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task Post_OfAFormThatWasOpenWhenTheNameChanged_IsSavedThere()
    {
        var form = await _administrator.GetPageAsync("/e/expo-1/customers/new");
        await RenameAsync("expo-2");
        var saved = await _administrator.SubmitAsync(form, ("Input.Name", "Open Tab"), ("Input.Email", "open.tab@example.org"), ("Input.Phone", "+49 30 1112223"));
        Assert.StartsWith("/e/expo-2/customers/", saved.Location, StringComparison.Ordinal);
        Assert.Equal([$"{_id}"], await _site.Database.ListAsync("select exhibition_id::text from customers where name = 'Open Tab'"));

        var refused = await _administrator.SubmitAsync(form, ("Input.Name", ""), ("Input.Email", "kept@example.org"));
        Assert.Equal("kept@example.org", refused.ValueOf("Input.Email"));
    }

    [Fact]
    public async Task Request_WithoutARoleThere_HearsOfNeitherName()
    {
        using var person = await _site.SignInAsync(Roles.Staff);
        await _site.Database.ExecuteAsync($"delete from exhibition_roles where exhibition_id = {_id}");
        await RenameAsync("expo-2");
        using var http = Plain(person);
        foreach (var slug in new[] { "expo-1", "expo-2", "expo-3" })
        {
            using var read = await http.GetAsync(new Uri($"/e/{slug}/customers", UriKind.Relative));
            using var written = await http.PostAsync(new Uri($"/e/{slug}/customers/new", UriKind.Relative), new FormUrlEncodedContent([new("Input.Name", "x")]));
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (read.StatusCode, written.StatusCode));

            // But for what they asked for themselves.
            var text = (await read.Content.ReadAsStringAsync()).Replace(slug, "", StringComparison.Ordinal);
            Assert.DoesNotContain("expo", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task ShortName_OfBefore_IsGivenToNoOther_ComesBack_AndGoesWithItsExhibition()
    {
        await RenameAsync("expo-2");
        var other = await _administrator.SubmitAsync(await _administrator.GetPageAsync("/exhibitions/new"), ("Input.Name", "Expo 1"), ("Input.Currency", "EUR"));
        Assert.Equal("Another exhibition has or had this short name. Enter a different one.", other.ErrorOf("Input.Slug"));
        var edited = await _administrator.SubmitAsync(await _administrator.GetPageAsync("/exhibitions/1"), ("Input.Name", "First"), ("Input.Slug", "expo-1"));
        Assert.Equal("Another exhibition has or had this short name. Enter a different one.", edited.ErrorOf("Input.Slug"));

        await RenameAsync("expo-1");
        using var http = Plain(_administrator);
        using (var answer = await http.GetAsync(new Uri("/e/expo-2/bills", UriKind.Relative)))
        {
            Assert.Equal("/e/expo-1/bills", answer.Headers.Location?.OriginalString);
        }

        var form = await _administrator.GetPageAsync($"/exhibitions/{_id}/delete");
        Assert.Equal("/exhibitions", (await _administrator.SubmitAsync(form, ("Typed", "Expo"))).Location);
        Assert.Equal(["exhibition"], await _site.Database.ListAsync("select slug from exhibition_slugs"));
        Assert.Equal(HttpStatusCode.Redirect, (await _administrator.SubmitAsync(other)).Status);
        Assert.Equal(["exhibition", "expo-1"], await _site.Database.ListAsync("select slug from exhibition_slugs order by 1"));
    }

    private async Task RenameAsync(string slug)
    {
        var saved = await _administrator.SubmitAsync(await _administrator.GetPageAsync($"/exhibitions/{_id}"), ("Input.Slug", slug));
        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
    }

    private HttpClient Plain(CrmClient client) =>
        new(new SocketsHttpHandler { CookieContainer = client.Cookies, AllowAutoRedirect = false }) { BaseAddress = _site.Url };
}
