using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>The header has the exhibition's logo, if there is one.</summary>
public sealed class HeaderLogoTests : IAsyncLifetime
{
    private CrmSite _site = null!;

    public async Task InitializeAsync() => _site = await CrmSite.StartAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Header_OfTheOnlyExhibition_HasItsLogo_OnEveryPage()
    {
        using var staff = await _site.SignInAsync(Roles.Staff);
        Assert.Null((await staff.GetPageAsync("/customers")).Document.QuerySelector(".header-logo"));
        Assert.NotNull((await staff.GetPageAsync("/customers")).Document.QuerySelector(".navbar-brand .icon"));
        var version = await GiveAsync(1);
        foreach (var page in new[] { "/customers", "/account/profile", "/customers/ZZZZZZZ7" })
        {
            var logo = (await staff.GetPageAsync(page)).Element(".navbar-brand .header-logo");
            Assert.Equal(($"/e/exhibition/logo?v={version}", "64", "32", ""), (
                logo.GetAttribute("src")!.StartsWith("/e/", StringComparison.Ordinal) ? logo.GetAttribute("src") : $"/e/exhibition{logo.GetAttribute("src")}",
                logo.GetAttribute("width"), logo.GetAttribute("height"), logo.GetAttribute("alt")));
        }

        using var stranger = _site.Anonymous();
        Assert.Null((await stranger.GetPageAsync("/account/sign-in")).Document.QuerySelector(".header-logo"));
    }

    [Fact]
    public async Task Header_OfOneOfSeveral_HasItsLogoBesideItsName()
    {
        var there = await _site.Data.AnotherExhibitionAsync("There");
        var slug = (await _site.Database.ListAsync($"select slug::text from exhibitions where id = {there}"))[0];
        var version = await GiveAsync(there);
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var page = await administrator.GetPageAsync($"/e/{slug}/customers");
        var logos = page.Document.QuerySelectorAll(".exhibition-switch .header-logo");
        Assert.Equal(page.Document.QuerySelectorAll(".exhibition-switch").Length, logos.Length);
        Assert.All(logos, logo => Assert.Equal($"/e/{slug}/logo?v={version}", logo.GetAttribute("src")));
        Assert.Null(page.Document.QuerySelector(".navbar-brand .header-logo"));
        foreach (var other in new[] { "/customers", "/exhibitions" })
        {
            Assert.Null((await administrator.GetPageAsync(other)).Document.QuerySelector(".header-logo"));
        }

        // Who has no role there is shown nothing of it.
        using var staff = await _site.SignInAsync(Roles.Staff);
        Assert.Null((await staff.GetPageAsync($"/e/{slug}/customers")).Document.QuerySelector(".header-logo"));
    }

    private async Task<string> GiveAsync(int exhibition)
    {
        Assert.True(LogoImage.TryCreate(ImageFiles.Png(64, 32), out var image, out _));
        Assert.Equal(LogoOutcome.Done, await _site.WithServiceAsync((LogoService logos) => logos.SetAsync(exhibition, image, new("somebody"))));
        await _site.Services.GetRequiredService<ExhibitionCache>().RefreshAsync();
        return image.Version;
    }
}
