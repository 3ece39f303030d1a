using System.Text;
using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Badges;
using ExhibitionCrm.Web.Security;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>What pages show in states that their addresses do not lead to.</summary>
public sealed class LooksTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private static readonly string LongName = new('W', 255);

    [ToolFact(Tools.Chromium)]
    public async Task FormsAndAnswers_WithLongNames_FitAndHaveNoFindings()
    {
        await using var window = await site.OpenAsync(Roles.Administrator, width: 360);
        var page = window.Page;
        await page.GotoAsync("/customers/new");
        await page.ClickAsync("main .btn-primary");
        await page.WaitForSelectorAsync("[aria-invalid=true]");
        await AssertSoundAsync(window);

        await page.FillAsync("[name='Input.Name']", LongName);
        await page.FillAsync("[name='Input.Email']", $"{new string('e', 64)}@example.org");
        await page.FillAsync("[name='Input.Phone']", "+49 30 7777777");
        await page.FillAsync("[name='Input.Company']", LongName);
        await page.FillAsync("[name='Input.JobTitle']", LongName);
        await page.FillAsync("[name='Input.Note']", $"{LongName}\nand more");
        await page.ClickAsync("main .btn-primary");
        await page.WaitForSelectorAsync(".alert-success");
        await AssertSoundAsync(window);

        await page.FillAsync("[name='Bill.Amount']", "12345678");
        await page.FillAsync("[name='Bill.Description']", LongName);
        await page.PressAsync("[name='Bill.Amount']", "Enter");
        await page.WaitForSelectorAsync("[name='Bill.Confirmed']");
        await AssertSoundAsync(window);
    }

    [ToolFact(Tools.Chromium)]
    public async Task SecondFactor_FromSetUpToSignIn_FitsAndHasNoFindings()
    {
        var user = await site.Data.UserAsync(Roles.Staff);
        await using var window = await site.OpenAsync(width: 360);
        var page = window.Page;
        await SignInAsync(page, user);
        await page.GotoAsync("/account/profile/second-factor");
        await page.ClickAsync("main .btn-primary");
        await page.WaitForSelectorAsync(".qr-code");
        await AssertSoundAsync(window);

        var key = (await page.TextContentAsync("details code"))!.Replace(" ", "", StringComparison.Ordinal);
        await page.FillAsync("[name='Password']", TestData.Password);
        await page.FillAsync("[name='Code']", Accounts.Totp.Now(key));
        await page.PressAsync("[name='Code']", "Enter");
        await page.WaitForSelectorAsync(".recovery-codes");
        await AssertSoundAsync(window);

        await page.Context.ClearCookiesAsync();
        await SignInAsync(page, user);
        await page.WaitForURLAsync("**/account/second-factor*");
        await AssertSoundAsync(window);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Account_WithAPasswordLink_FitsAndHasNoFindings()
    {
        var user = await site.Data.UserAsync(userName: new string('u', 60));
        await using var window = await site.OpenAsync(Roles.Administrator, width: 360);
        await window.Page.GotoAsync($"/staff/{user.UserName}");
        await window.Page.ClickAsync("button:has-text('Create link')");
        var link = await window.Page.InputValueAsync("input[readonly]");
        await AssertSoundAsync(window);

        await window.Page.Context.ClearCookiesAsync();
        await window.Page.GotoAsync(new Uri(link).PathAndQuery);
        await window.Page.WaitForSelectorAsync("[name='New.Password']");
        await AssertSoundAsync(window);
    }

    [ToolFact(Tools.Chromium)]
    public async Task ForcedColours_OnAList_ShowWhatIsSelectedAndWhereOneIs()
    {
        await using var window = await site.OpenAsync(Roles.Administrator, forced: ForcedColors.Active);
        var page = window.Page;
        await page.GotoAsync("/customers");
        await page.CheckAsync("tbody tr:first-child [name=ids]");

        // Browsers draw their own box, tick included, in the colours of the system.
        Assert.Equal("auto", await page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('[name=ids]')).appearance"));
        Assert.NotEqual(await BackgroundAsync(".places a:not([aria-current])"), await BackgroundAsync(".places [aria-current]"));
        await page.GotoAsync("/mail");
        Assert.NotEqual(await BackgroundAsync(".nav-tabs a:not([aria-current])"), await BackgroundAsync(".nav-tabs [aria-current]"));

        Task<string> BackgroundAsync(string selector) =>
            page.EvaluateAsync<string>("selector => getComputedStyle(document.querySelector(selector)).backgroundColor", selector);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Export_Pressed_LeavesTheOtherButtonsAlone()
    {
        await using var window = await site.OpenAsync(Roles.Administrator);
        var page = window.Page;
        await page.GotoAsync("/customers");
        foreach (var file in new[] { "customers_export.xlsx", "customers_export.csv" })
        {
            var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync($"button[formaction$='{file.Replace("customers_", "", StringComparison.Ordinal)}']"));
            Assert.Equal(file, download.SuggestedFilename);
        }

        Assert.Equal(
            ["export.xlsx", "export.csv"],
            await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('[aria-busy=true]')].map(b => b.formAction.split('/').pop())"));
    }

    [ToolFact(Tools.Chromium)]
    public async Task List_Scrolled_KeepsItsHeadAndItsSelectionInSight()
    {
        await using var window = await site.OpenAsync(Roles.Administrator, width: 1366, height: 700);
        await window.Page.GotoAsync("/customers?q=example");
        await window.Page.EvaluateAsync("() => scrollTo(0, 2500)");
        foreach (var selector in new[] { ".topbar", ".selection-bar", "thead th" })
        {
            Assert.True(await window.Page.EvaluateAsync<bool>(
                """
                selector => {
                  const { x, y, width, height } = document.querySelector(selector).getBoundingClientRect();
                  return document.elementFromPoint(x + width / 2, y + height / 2)?.closest(selector) != null;
                }
                """, selector), $"{selector} is out of sight.");
        }
    }

    [ToolFact(Tools.Chromium)]
    public async Task Badge_OfTheLongestTexts_ShowsTheWholeIdOnOnePage()
    {
        var latin = await site.Data.CustomerAsync(name: LongName, company: LongName, jobTitle: LongName);
        var words = await site.Data.CustomerAsync(
            name: "Maria Magdalena von der Heide-Wiśniewska Ångström", company: "Gesellschaft für Messebau, Licht- und Ausstellungstechnik mbH", jobTitle: "Head of Purchasing");
        var withoutCompany = await site.Data.CustomerAsync(name: LongName, jobTitle: LongName);
        await using var window = await site.OpenAsync(Roles.Viewer);
        foreach (var (customer, size) in from c in new[] { latin, words, withoutCompany } from s in BadgeModel.Sizes.Keys select (c, s))
        {
            await window.Page.GotoAsync($"/customers/{customer.Id}/badge?size={size}");
            Assert.True(await window.Page.EvaluateAsync<bool>(
                """
                () => {
                  const label = document.querySelector(".badge-label").getBoundingClientRect();
                  return [...document.querySelectorAll(".badge-label .text > *")].every(part => {
                    const { top, bottom, left, right } = part.getBoundingClientRect();
                    return top >= label.top && bottom <= label.bottom && left >= label.left - 1 && right <= label.right + 1 || !part.checkVisibility();
                  });
                }
                """), $"Something is cut at {size}.");
            Assert.Single(Regex.Matches(Encoding.Latin1.GetString(await window.Page.PdfAsync(new() { PreferCSSPageSize = true })), @"/Type\s*/Page\b"));
        }
    }

    private static async Task SignInAsync(IPage page, StaffUser user)
    {
        await page.GotoAsync("/account/sign-in");
        await page.FillAsync("[name='UserName']", user.UserName!);
        await page.FillAsync("[name='Password']", TestData.Password);
        await page.PressAsync("[name='Password']", "Enter");
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
    }

    private static async Task AssertSoundAsync(Window window)
    {
        Assert.Equal("", await window.SticksOutAsync());
        Assert.Equal("", await window.FindingsAsync());
    }
}
