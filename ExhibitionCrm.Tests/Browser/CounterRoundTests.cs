using System.Globalization;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>
/// Twenty people in a queue, by the keyboard alone. How long that takes is reckoned from what it takes of the person and of
/// the network, which no busy machine changes; CRM_ROUND=real makes the person as slow as reckoned, to see it on a clock.
/// </summary>
public sealed class CounterRoundTests(BrowserSite site, ITestOutputHelper output) : IClassFixture<BrowserSite>
{
    private const int Length = 20;
    private const int Undone = 8;
    private const int Implausible = 13;
    private const decimal ImplausibleAmount = 12_000m;

    private static readonly TimeSpan Median = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    [ToolFact(Tools.Chromium)]
    public async Task Round_OfTwentyCustomers_TakesUnderTwelveSecondsEachAndSavesWhatWasMeant()
    {
        var queue = await QueueAsync();
        await using var window = await site.OpenAsync(Roles.Staff, width: 1366, height: 768);
        var person = await CounterPerson.AtAsync(window);
        await window.Page.GotoAsync("/bills/new");
        await person.StartAsync();
        await person.SeesFocusAsync("customer");
        foreach (var (customer, i) in queue.Select((c, i) => (c, i)))
        {
            await ServeAsync(person, customer, i);
            person.Next();
        }

        Print(person.Served);
        Assert.InRange(MedianOf(person.Served), TimeSpan.Zero, Median);
        Assert.InRange(person.Served.Max(s => s.Reckoned), TimeSpan.Zero, Longest);
        await AssertSavedAsync(queue);
        Assert.Equal(
            queue.Reverse().Take(5).Select(c => c.Id),
            (await window.Page.Locator("section[aria-labelledby=latest] .customer-id").AllTextContentsAsync()).Select(id => id.Trim()));
        Assert.Empty(window.Complaints);
    }

    private static async Task ServeAsync(CounterPerson person, Customer customer, int i)
    {
        await FindAsync(person, customer, i);
        if (i == Undone)
        {
            await person.BillAsync(customer, "99.00");
            await person.UndoAsync(customer);
        }

        if (i == Implausible)
        {
            await person.ConfirmAsync(customer, "12000");
        }
        else
        {
            await person.BillAsync(customer, Typed(i));
        }
    }

    /// <summary>By a scan, by the ID as somebody types it, or by a name that two people have.</summary>
    private static Task FindAsync(CounterPerson person, Customer customer, int i) => (i % 3) switch
    {
        0 => person.ScanAsync(customer),
        1 => person.TypeIdAsync(customer),
        _ => person.SearchAsync(customer, customer.Name.Split(' ')[0].ToLowerInvariant()),
    };

    private static string Typed(int i) => Amount(i).ToString("0.00", CultureInfo.InvariantCulture).Replace('.', i % 2 == 0 ? '.' : ',');

    private static decimal Amount(int i) => i == Implausible ? ImplausibleAmount : 10.25m + i;

    /// <summary>Each has a namesake, who is not in the queue.</summary>
    private async Task<IReadOnlyList<Customer>> QueueAsync()
    {
        var people = await site.Data.CustomersAsync(2 * Length, i => ContactDetails.OfStored(
            $"Pair{(i + 1) / 2:00} {(i % 2 == 0 ? "Anton" : "Berta")}", $"pair{i}@example.net", $"+49 50 {i:000000}"));
        return [.. people.Where((_, i) => i % 2 == 0)];
    }

    private async Task AssertSavedAsync(IReadOnlyList<Customer> queue)
    {
        var people = queue.Select(c => c.Email).ToList();
        var bills = await site.ReadAsync(db => db.Bills
            .Where(b => db.Customers.Any(c => c.Id == b.CustomerId && c.Email.EndsWith("@example.net"))).OrderBy(b => b.CreatedAt).ToListAsync());
        var voided = Assert.Single(bills, b => b.VoidedAt is not null);
        Assert.Equal((queue[Undone].Id, 99m), (voided.CustomerId, voided.Amount));
        Assert.Equal(
            queue.Select((c, i) => (c.Id, Amount(i))),
            bills.Where(b => b.VoidedAt is null).Select(b => (b.CustomerId, b.Amount)));
    }

    private void Print(IReadOnlyList<ServedCustomer> served)
    {
        foreach (var (one, i) in served.Select((one, i) => (one, i)))
        {
            output.WriteLine($"{i + 1,2}: {one.Keys,2} keys, {one.Decisions} decisions, {one.Requests} requests: {one.Reckoned.TotalSeconds:0.0} s; clock {one.Clock.TotalSeconds:0.0} s");
        }

        var clock = served.Select(one => one.Clock.TotalSeconds).Order().ToList();
        output.WriteLine($"Reckoned: p50 {MedianOf(served).TotalSeconds:0.0} s, max {served.Max(one => one.Reckoned).TotalSeconds:0.0} s.");
        output.WriteLine($"Clock{(CounterPerson.IsReal ? "" : ", hurried")}: p50 {clock[clock.Count / 2]:0.0} s, max {clock[^1]:0.0} s.");
    }

    private static TimeSpan MedianOf(IReadOnlyList<ServedCustomer> served) => served.Select(one => one.Reckoned).Order().ElementAt(served.Count / 2);

    [ToolFact(Tools.Chromium)]
    public async Task Counter_OnASmallLaptop_ShowsSearchCustomerAmountAndButtonAtOnce()
    {
        var customer = await site.Data.CustomerAsync(company: "Small Laptops");
        await using var window = await site.OpenAsync(Roles.Staff, width: 1024, height: 600);
        var scanner = await Scanner.AtAsync(window);
        await window.Page.GotoAsync("/bills/new");
        await scanner.ScanAsync(customer.Id, end: ["Enter"]);
        await window.Page.WaitForSelectorAsync($"main [data-customer='{customer.Id}']");
        await window.Page.WaitForSelectorAsync("#scan-strip .scan-answer:has-text('Found')");
        foreach (var part in new[] { "#customer", "dl.facts", "[name='Bill.Amount']", "[name='Bill.Description']", "main .form-actions .btn-primary", "#scan-strip" })
        {
            Assert.Equal("", await HiddenAsync(window.Page, part));
        }

        Assert.Equal("", await window.SticksOutAsync());
        Assert.Equal("", await window.FindingsAsync());

        // A question about the amount moves nothing out of sight.
        await window.Page.FillAsync("[name='Bill.Amount']", "20000");
        await window.Page.PressAsync("[name='Bill.Amount']", "Enter");
        await window.Page.WaitForSelectorAsync("html:not(.is-loading, .is-asking) [name='Bill.Confirmed']");
        foreach (var part in new[] { "#customer", ".field-error", "[name='Bill.Confirmed']", "main .form-actions .btn-primary" })
        {
            Assert.Equal("", await HiddenAsync(window.Page, part));
        }
    }

    [ToolTheory(Tools.Chromium)]
    [InlineData("/bills/new")]
    [InlineData("/bills/new?customer={0}")]
    public async Task Counter_AtTwiceTheSize_ShowsTheFieldThatHasTheFocus(string address)
    {
        var customer = await site.Data.CustomerAsync(company: "Twice As Large");
        await using var window = await site.OpenAsync(Roles.Staff, width: 1024, height: 600, zoom: 2);
        var page = window.Page;
        await page.GotoAsync(string.Format(null, address, customer.Id));
        foreach (var field in address == "/bills/new" ? ["#customer"] : new[] { "[name='Bill.Amount']", "[name='Bill.Description']", "#customer", "main .form-actions .btn-primary" })
        {
            await page.FocusAsync(field);
            Assert.Equal("", await HiddenAsync(page, field));
        }

        Assert.Equal("", await window.SticksOutAsync());
        Assert.Equal("", await window.FindingsAsync());
    }

    [ToolFact(Tools.Chromium)]
    public async Task Counter_WithoutJavaScript_RegistersPrintsSearchesAndBills()
    {
        await using var window = await site.OpenAsync(Roles.Staff, scripts: false);
        var page = window.Page;
        await page.GotoAsync("/customers/new");
        await page.FillAsync("[name='Input.Name']", "Plain Forms");
        await page.FillAsync("[name='Input.Email']", "plain.forms@example.org");
        await page.FillAsync("[name='Input.Phone']", "030 123");
        await page.PressAsync("[name='Input.Phone']", "Enter");
        var id = (await page.TextContentAsync(".customer-id-lg"))!.Trim();
        await page.ClickAsync("main a:has-text('Print badge')");
        await page.WaitForSelectorAsync(".badge-label");

        await page.GotoAsync("/bills/new");
        await page.FillAsync("#customer", "plain forms");
        await page.PressAsync("#customer", "Enter");
        await page.WaitForSelectorAsync($"main [data-customer='{id}']");
        await page.FillAsync("[name='Bill.Amount']", "12.50");
        await page.PressAsync("[name='Bill.Amount']", "Enter");
        await page.WaitForSelectorAsync(".alert-success:has-text('12.50 EUR')");
        Assert.Equal([12.50m], await site.ReadAsync(db => db.Bills.Where(b => b.CustomerId == id).Select(b => b.Amount).ToListAsync()));
    }

    /// <summary>What covers the middle or an end of an element, or that it is outside of the window; nothing when it can be seen.</summary>
    private static Task<string> HiddenAsync(IPage page, string selector) => page.EvaluateAsync<string>("""
        selector => {
          const element = document.querySelector(selector);
          const { left, right, top, bottom } = element.getBoundingClientRect();
          const [middle, centre] = [(top + bottom) / 2, (left + right) / 2];
          return [[left + 4, middle], [right - 4, middle], [centre, top + 4], [centre, bottom - 4]]
            .map(point => document.elementFromPoint(...point))
            .filter(found => !element.contains(found))
            .map(found => `${selector}: ${found?.outerHTML.slice(0, 100) ?? "outside of the window"}`).join("\n");
        }
        """, selector);
}
