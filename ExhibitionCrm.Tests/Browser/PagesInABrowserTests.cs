using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using ExhibitionCrm.Web.Staff;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>Every page in Chromium: for people who see, see badly, or hold a phone.</summary>
public sealed class PagesInABrowserTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private static readonly string[] Grave = ["serious", "critical"];

    [ToolTheory(Tools.Chromium)]
    [MemberData(nameof(Shared.PlacesTests.All), MemberType = typeof(Shared.PlacesTests))]
    public async Task Page_InLightAndDark_HasNoGraveFindingsAndNoComplaints(string place)
    {
        foreach (var colours in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var window = await OpenAsync(place, colours, width: 1280);
            await window.Page.GotoAsync(place.With(site.Values), new() { WaitUntil = WaitUntilState.Load });
            var found = await window.Page.RunAxe();
            var grave = found.Violations.Where(v => Grave.Contains(v.Impact)).Select(Describe).ToList();
            Assert.True(grave.Count == 0, $"{place} in {colours}:\n{string.Join('\n', grave)}");
            Assert.Empty(window.Complaints);
        }
    }

    [ToolTheory(Tools.Chromium)]
    [MemberData(nameof(Shared.PlacesTests.All), MemberType = typeof(Shared.PlacesTests))]
    public async Task Page_OnAPhone_DoesNotScrollSideways(string place)
    {
        await using var window = await OpenAsync(place, ColorScheme.Light, width: 360);
        await window.Page.GotoAsync(place.With(site.Values), new() { WaitUntil = WaitUntilState.Load });
        var sticksOut = await window.Page.EvaluateAsync<string[]>("""
            () => document.documentElement.scrollWidth <= innerWidth ? [] :
              [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.outerHTML.slice(0, 150))
            """);
        Assert.Empty(sticksOut);
        Assert.Empty(window.Complaints);
    }

    private Task<Window> OpenAsync(string place, ColorScheme colours, int width) =>
        site.OpenAsync(Places.SignedOut.Contains(place) ? null : Roles.Administrator, colours, width);

    private static string Describe(AxeResultItem finding) =>
        $"{finding.Id} ({finding.Impact}): {finding.Help}: {string.Join(" | ", finding.Nodes.Take(3).Select(n => $"{n.Html} {Data(n)}"))}";

    private static string Data(AxeResultNode node) => JsonSerializer.Serialize(node.Any.Select(a => a.Message));
}
