using System.Text.RegularExpressions;
using ExhibitionCrm.AppHost;
using ExhibitionCrm.Tests.Browser;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.StaticFiles;

/// <summary>Tabler's style sheet as the build leaves it: without the rules that nothing names, with all others.</summary>
public sealed partial class StyleSheetTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private static readonly string Whole = File.ReadAllText(Path.Combine(Repository.WebProject, "node_modules/@tabler/core/dist/css/tabler.min.css"));

    private static readonly string[] Scripts = Directory.GetFiles(Path.Combine(Repository.WebProject, "wwwroot"), "*.js");

    [Fact]
    public async Task Sheet_StylesEveryClassOfPagesAndScriptsThatTheWholeOneStyles()
    {
        var pages = await PagesAsync();
        var classes = pages.SelectMany(page => page.Document.QuerySelectorAll("[class]")).SelectMany(element => element.ClassList).ToHashSet();
        Assert.Superset(new HashSet<string> { "btn-primary", "form-control", "dropdown-menu", "bg-green-lt" }, classes);
        classes.UnionWith(Scripts.SelectMany(script => Word().Matches(File.ReadAllText(script)).Select(word => word.Value)));

        var lost = StyledBy(Whole).Intersect(classes).Except(StyledBy(await SheetAsync(pages)));
        Assert.Equal("", string.Join(' ', lost.Order()));
    }

    [Fact]
    public async Task Sheet_KeepsLicenceThemesAndAnimations()
    {
        var sheet = await SheetAsync(await PagesAsync());
        Assert.StartsWith("@charset \"UTF-8\";/*!\n * Tabler v", sheet, StringComparison.Ordinal);
        Assert.Contains("Licensed under MIT", sheet, StringComparison.Ordinal);
        Assert.Contains("[data-bs-theme=dark]", sheet, StringComparison.Ordinal);
        Assert.Equal(Animation().Count(Whole), Animation().Count(sheet));
        Assert.True(sheet.Length < Whole.Length / 3, $"{sheet.Length} of {Whole.Length} characters are left: was the sheet built with WholeStyleSheet?");
    }

    /// <summary>By the browser's own reading of both: tags, attributes and what stands within what, not classes alone.</summary>
    [ToolFact(Tools.Chromium)]
    public async Task Sheet_HasEverySelectorThatFitsSomethingOnAPage()
    {
        var pages = await PagesAsync();
        await using var window = await site.OpenAsync();
        var lost = await window.Page.EvaluateAsync<string[]>("""
            ({ whole, sheet, pages }) => {
              const alternatives = list => {
                const found = [""];
                let depth = 0;
                for (const sign of list) {
                  depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
                  if (sign === "," && depth === 0) found.push("");
                  else found[found.length - 1] += sign;
                }
                return found.map(one => one.trim());
              };
              const selectors = text => {
                const parsed = new CSSStyleSheet();
                parsed.replaceSync(text);
                const of = rules => [...rules].flatMap(rule => rule.selectorText ? alternatives(rule.selectorText)
                  : rule instanceof CSSKeyframesRule ? [] : of(rule.cssRules ?? []));
                return new Set(of(parsed.cssRules));
              };
              // In every state at once: hovered, checked, the first, the last; and without exceptions.
              const states = /:not\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|::[a-z-]+\([^)]*\)|:nth-[a-z-]+\([^)]*\)|::?[a-z-]+(?![a-z-]*\()/g;
              const anyState = selector => selector.replace(states, ":_").replace(/(^|[\s>+~(,])(?=:_)/g, "$1*").replaceAll(":_", "");
              const read = (page, theme) => {
                const document = new DOMParser().parseFromString(page, "text/html");
                document.documentElement.dataset.bsTheme = theme;
                return document;
              };
              const documents = pages.flatMap(page => [read(page, "light"), read(page, "dark")]);
              const kept = selectors(sheet);
              return [...selectors(whole)].filter(selector => !kept.has(selector) && documents.some(page => page.querySelector(anyState(selector))));
            }
            """, new { whole = Whole, sheet = await SheetAsync(pages), pages = pages.Select(page => page.Document.Source.Text) });
        Assert.Empty(lost);
    }

    private async Task<IReadOnlyList<CrmPage>> PagesAsync()
    {
        using var anonymous = site.Anonymous();
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var pages = new List<CrmPage>();
        foreach (var place in Places.SignedOut.Concat(Places.SignedIn))
        {
            pages.Add(await (Places.SignedOut.Contains(place) ? anonymous : administrator).GetPageAsync(place.With(site.Values)));
        }

        return pages;
    }

    private async Task<string> SheetAsync(IReadOnlyList<CrmPage> pages)
    {
        using var anonymous = site.Anonymous();
        return await anonymous.Http.GetStringAsync(new Uri(pages[0].Element("link[rel=stylesheet][href*=tabler]").GetAttribute("href")!, UriKind.Relative));
    }

    private static IEnumerable<string> StyledBy(string css) => ClassSelector().Matches(Comment().Replace(css, "")).Select(match => match.Groups[1].Value).Distinct();

    [GeneratedRegex(@"\.(-?[A-Za-z_][\w-]*)")]
    private static partial Regex ClassSelector();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"[\w-]+")]
    private static partial Regex Word();

    [GeneratedRegex("@keyframes ")]
    private static partial Regex Animation();
}
