using ExhibitionCrm.Web.Staff;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>Every page in Chromium: for people who see, see badly, or hold a phone.</summary>
public sealed class PagesInABrowserTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private static readonly int[] Widths = [360, 390, 820, 1200, 1366, 1920];

    private static readonly (ColorScheme Colours, ForcedColors Forced)[] Looks =
        [(ColorScheme.Light, ForcedColors.None), (ColorScheme.Dark, ForcedColors.None), (ColorScheme.Light, ForcedColors.Active)];

    [ToolTheory(Tools.Chromium)]
    [MemberData(nameof(Shared.PlacesTests.All), MemberType = typeof(Shared.PlacesTests))]
    public async Task Page_InLightDarkAndForcedColours_HasNoFindingsAndNoComplaints(string place)
    {
        foreach (var (colours, forced) in Looks)
        {
            await using var window = await OpenAsync(place, colours, forced: forced);
            await window.Page.GotoAsync(place.With(site.Values), new() { WaitUntil = WaitUntilState.Load });
            Assert.Equal("", await window.FindingsAsync());
            Assert.Empty(window.Complaints);
        }
    }

    [ToolTheory(Tools.Chromium)]
    [MemberData(nameof(Shared.PlacesTests.All), MemberType = typeof(Shared.PlacesTests))]
    public async Task Page_AtAnyWidth_DoesNotScrollSideways(string place)
    {
        await using var window = await OpenAsync(place, ColorScheme.Light);
        await window.Page.GotoAsync(place.With(site.Values), new() { WaitUntil = WaitUntilState.Load });
        foreach (var width in Widths)
        {
            await window.Page.SetViewportSizeAsync(width, 900);
            Assert.Equal("", await window.SticksOutAsync());
        }

        Assert.Empty(window.Complaints);
    }

    private Task<Window> OpenAsync(string place, ColorScheme colours, ForcedColors forced = ForcedColors.None) =>
        site.OpenAsync(Places.SignedOut.Contains(place) ? null : Roles.Administrator, colours, forced: forced);
}
