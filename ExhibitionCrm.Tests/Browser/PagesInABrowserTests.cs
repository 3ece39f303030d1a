using ExhibitionCrm.Web.Security;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>Every page in Chromium: for people who see, see badly, or hold a phone.</summary>
public sealed class PagesInABrowserTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private static readonly int[] Widths = [360, 390, 820, 1200, 1366, 1920];

    [ToolTheory(Tools.Chromium)]
    [MemberData(nameof(Shared.PlacesTests.All), MemberType = typeof(Shared.PlacesTests))]
    public async Task Page_InLightAndDarkAndAtAnyWidth_HasNoFindingsAndNoComplaints(string place)
    {
        await using var window = await site.OpenAsync(Places.SignedOut.Contains(place) ? null : Roles.Administrator);
        await window.Page.GotoAsync(place.With(site.Values), new() { WaitUntil = WaitUntilState.Load });
        foreach (var width in Widths)
        {
            await window.Page.SetViewportSizeAsync(width, 900);
            Assert.Equal("", await window.SticksOutAsync());
        }

        await window.Page.SetViewportSizeAsync(1280, 900);
        Assert.Equal("", await window.FindingsAsync());

        // Of what is looked for, contrast alone depends on the colours; under forced ones the system sees to it.
        await window.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await window.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.Load });
        Assert.Equal("", await window.FindingsAsync("color-contrast"));
        Assert.Equal("", string.Join('\n', window.Complaints));
    }
}
