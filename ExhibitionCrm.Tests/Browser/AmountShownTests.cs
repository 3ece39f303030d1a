using System.Globalization;
using ExhibitionCrm.Tests.Bills;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Security;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>What the page says of an amount while it is typed is what the server will save.</summary>
public sealed class AmountShownTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private static readonly string[] Pieces =
    [
        "0", "1", "2", "5", "9", "00", "234", "567", "50", "1", "12", ".", ",", ".", ",", " ", "'", "\u00A0", "\u202F", "’", "-", "−",
        "٠", "١", "٢٣٤", "۵", "५०", "５", "２３４", "𝟏", "𝟘", "𝟿", "٫", "٬", "．", "，", "。", "،", "\u200F", "\u200B", "\u00AD", "x", "½", "²", "/", "𑁦",
    ];

    [ToolTheory(Tools.Chromium)]
    [InlineData("EUR")]
    [InlineData("JPY")]
    [InlineData("KWD")]
    public async Task Amount_WhateverIsTyped_IsShownAsTheServerReadsIt(string code)
    {
        var (random, currency) = (new Random(2611), Currency.Of(code));
        var typed = Enumerable.Range(0, 4_000).Select(_ => string.Concat(random.GetItems(Pieces, random.Next(1, 8)))).ToArray();
        var customer = await site.Data.CustomerAsync();
        await using var window = await site.OpenAsync(Roles.Staff);
        await window.Page.GotoAsync($"/customers/{customer.Id}");
        var shown = await ShownAsync(window.Page, currency, typed);
        var expected = typed.Select(text => Amount.TryCreate(text, currency, out var amount, out _)
            ? $"{currency.Show(amount.Value)}{(amount.Doubt == AmountDoubt.Ambiguous ? "?" : "")}"
            : "").ToArray();
        Assert.Equal(typed.Zip(expected), typed.Zip(shown));
        Assert.InRange(expected.Count(text => text != ""), 400, 3_600);
        Assert.Equal(code == "KWD", expected.Any(text => text.EndsWith('?')));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Amount_InEachCurrency_IsShownAsTheTableOfTheServerHasIt()
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await site.OpenAsync(Roles.Staff);
        await window.Page.GotoAsync($"/customers/{customer.Id}");
        var rows = AmountTests.InCurrencies.Select(row => row.Cast<string?>().ToArray()).ToList();
        var typed = rows.Select(row => row[0]!).ToArray();
        foreach (var (code, column) in new[] { ("JPY", 1), ("EUR", 2), ("KWD", 3) })
        {
            var currency = Currency.Of(code);
            var expected = rows.Select(row => row[column] is { } amount
                ? $"{currency.Show(decimal.Parse(amount.TrimEnd('?'), CultureInfo.InvariantCulture))}{(amount.EndsWith('?') ? "?" : "")}"
                : "");
            Assert.Equal(typed.Zip(expected), typed.Zip(await ShownAsync(window.Page, currency, typed)));
        }
    }

    [ToolFact(Tools.Chromium)]
    public async Task Amount_AsTypedInAnotherScript_IsShownAndSaved()
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await site.OpenAsync(Roles.Staff);
        var page = window.Page;
        await page.GotoAsync($"/bills/new?customer={customer.Id}");
        await page.Keyboard.InsertTextAsync("١٬٢٣٤٫٥٠");
        Assert.Equal("1,234.50 EUR", await page.TextContentAsync("#amount-read"));
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync(".alert-success:has-text('1,234.50 EUR')");
        await page.GotoAsync($"/bills/new?customer={customer.Id}");
        await page.Keyboard.TypeAsync("1,234");
        Assert.Equal("", await page.TextContentAsync("#amount-read"));
        Assert.Empty(window.Complaints);
    }

    private static Task<string[]> ShownAsync(IPage page, Currency currency, string[] typed) =>
        page.EvaluateAsync<string[]>("""
            ([typed, currency, places]) => {
              const [input, output] = [document.querySelector("[data-amount]"), document.getElementById("amount-read")];
              Object.assign(output.dataset, { currency, places });
              return typed.map(text => {
                input.value = text;
                input.dispatchEvent(new Event("input", { bubbles: true }));
                return output.textContent;
              });
            }
            """, new object[] { typed, currency.Code, $"{currency.Places}" });
}
