using ExhibitionCrm.Web.Security;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>Lists in the hand: entries of two lines, to be hit by a finger, sorted and selected without a table's head.</summary>
public sealed class PhoneListTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private const int Finger = 44;

    [ToolTheory(Tools.Chromium)]
    [InlineData("/customers", 2)]
    [InlineData("/bills", 2)]
    [InlineData("/mail", 3)]
    [InlineData("/staff", 2)]
    [InlineData("/activity", 99)]
    public async Task Rows_OnAPhone_AreEntriesThatAFingerHits(string list, int lines)
    {
        await using var window = await site.OpenAsync(Roles.Administrator, width: 360, height: 740);
        var page = window.Page;
        await page.GotoAsync(list);
        Assert.Equal("", await window.SticksOutAsync());
        Assert.False(await page.IsVisibleAsync("thead"));
        foreach (var colours in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = colours });
            await page.ReloadAsync();
            Assert.Equal("", await window.FindingsAsync());
        }

        // Each line is 24 high, and so are the paddings and the edge together at most.
        var heights = await page.EvaluateAsync<double[]>("() => [...document.querySelectorAll('tbody tr')].map(row => row.getBoundingClientRect().height)");
        Assert.All(heights, height => Assert.InRange(height, Finger, 24 * (lines + 1)));

        // Nothing lies over its neighbour, and what is cut says so.
        Assert.Equal("", await page.EvaluateAsync<string>("""
            () => [...document.querySelectorAll("tbody tr")].flatMap(row => {
              const cells = [...row.querySelectorAll("td, .line-parts > *")].filter(cell => cell.getBoundingClientRect().width > 1 && !cell.matches(".check"));
              const boxes = cells.map(cell => cell.getBoundingClientRect());
              return cells.filter((cell, i) => boxes.some((other, j) => j > i && boxes[i].left < other.right - 1 && other.left < boxes[i].right - 1
                && boxes[i].top < other.bottom - 4 && other.top < boxes[i].bottom - 4)
                || (cell.scrollWidth > cell.clientWidth + 1 && getComputedStyle(cell).textOverflow !== "ellipsis")).map(cell => cell.outerHTML.slice(0, 200));
            }).join("\n")
            """));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Entry_Tapped_OpensWhatItIsOf_AndItsBoxSelects()
    {
        await using var window = await site.OpenAsync(Roles.Staff, width: 390, height: 800);
        var page = window.Page;
        await page.GotoAsync("/customers?q=example");

        // Beside the box, still in its cell.
        var box = (await page.Locator("tbody tr:first-child .check").BoundingBoxAsync())!;
        Assert.True(box is { Width: >= Finger, Height: >= Finger });
        await page.Mouse.ClickAsync(box.X + 4, box.Y + 6);
        Assert.Equal("1", await page.TextContentAsync("[data-selected-count]"));
        Assert.True(await page.IsVisibleAsync("button:has-text('Resend welcome email')"));

        await page.ClickAsync(".list-tools label");
        Assert.Equal("100", await page.TextContentAsync("[data-selected-count]"));
        await page.ClickAsync(".list-tools label");
        Assert.False(await page.IsVisibleAsync(".selection-bar"));

        var id = await page.TextContentAsync("tbody tr:nth-child(2) .customer-id");
        var row = (await page.Locator("tbody tr:nth-child(2)").BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(row.X + row.Width - 8, row.Y + row.Height - 8);
        await page.WaitForURLAsync($"**/customers/{id}");
        await page.GotoAsync("/bills");
        // The name is the customer's on a desktop; here all of the entry is the bill's.
        await page.ClickAsync("tbody tr:first-child .line-title", new() { Force = true });
        await page.WaitForURLAsync(url => url.Contains("/bills/", StringComparison.Ordinal));
        Assert.Empty(window.Complaints);
    }

    [ToolTheory(Tools.Chromium)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sort_OnAPhone_IsAMenuThatSaysTheOrder(bool scripts)
    {
        await using var window = await site.OpenAsync(Roles.Viewer, width: 360, height: 640, scripts: scripts);
        var page = window.Page;
        await page.GotoAsync("/customers?q=example");
        await page.ClickAsync(".list-tools button:has-text('Sort: Created ↓')");
        if (scripts)
        {
            Assert.Equal("", await window.FindingsAsync());
            Assert.Equal("", await window.SticksOutAsync());
        }

        await page.ClickAsync("#sort-menu a:has-text('Name')");
        await page.WaitForURLAsync("**/customers?q=example&sort=name");
        await page.ClickAsync(".list-tools button:has-text('Sort: Name ↑')");
        Assert.Equal("Name ↑, ascending", (await page.TextContentAsync("#sort-menu [aria-current]"))!.Trim());
        await page.ClickAsync("#sort-menu [aria-current]");
        await page.WaitForURLAsync("**/customers?q=example&sort=-name");
        await page.WaitForSelectorAsync(".list-tools button:has-text('Sort: Name ↓')");
    }

    [ToolTheory(Tools.Chromium)]
    [InlineData("/customers")]
    [InlineData("/bills")]
    [InlineData("/mail")]
    public async Task Head_OnATablet_CanBeHitByAFinger(string list)
    {
        await using var window = await site.OpenAsync(Roles.Administrator, width: 820, height: 1100);
        await window.Page.GotoAsync(list);
        Assert.Equal("", await window.SticksOutAsync());
        Assert.False(await window.Page.IsVisibleAsync(".list-tools"));
        var heights = await window.Page.EvaluateAsync<double[]>(
            "() => [...document.querySelectorAll('thead :is(a, label)')].map(stop => stop.getBoundingClientRect().height)");
        Assert.NotEmpty(heights);
        Assert.All(heights, height => Assert.InRange(height, Finger, double.MaxValue));
    }
}
