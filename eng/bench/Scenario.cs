using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Lists;

namespace ExhibitionCrm.Bench;

/// <summary>One thing that staff do, as requests.</summary>
internal sealed record Scenario(string Key, string Title)
{
    public static readonly IReadOnlyList<string> AllKeys =
        ["list", "list-by-total", "list-far", "search-id", "find-id", "search-name", "search-sorted", "counter-find", "hints", "bills", "bills-search", "mail-search", "customer", "export", "register", "bill"];

    /// <summary>Enough to stand for all that staff ask about.</summary>
    public const int ManyCalls = 100;
    private const int RowsOnAPage = 100;

    /// <summary>Requests a second to reach with 16 connections and 10,000 customers.</summary>
    public int? TargetRate { get; init; }

    /// <summary>A page that must answer within 100 ms (p95) with 1,000,000 customers too, at one connection.</summary>
    public bool StaysFast { get; init; }

    public bool IsExport { get; init; }

    /// <summary>What one person may do at once.</summary>
    public int MostConnections { get; init; } = int.MaxValue;

    /// <summary>For pgbench; each is a script of its own, and pgbench takes at most 128.</summary>
    public int CallsToRecord { get; init; } = ManyCalls;

    /// <summary>Reads what a connection needs beforehand, and then makes its calls.</summary>
    public required Func<Browser, CancellationToken, Task<Func<Call>>> OpenAsync { get; init; }

    /// <summary>All of them, the ones that change data last.</summary>
    public static IReadOnlyList<Scenario> All(IReadOnlyList<(string Id, string Name)> sample, int customers)
    {
        string AnyId() => sample[Random.Shared.Next(sample.Count)].Id;
        string AnyPart() => People.PartOf(sample[Random.Shared.Next(sample.Count)].Name);
        return
        [
            Reading("list", "customer list, first page", () => List("", Math.Min(RowsOnAPage, customers))) with { TargetRate = 600, StaysFast = true },
            Reading("list-by-total", "list sorted by total", () => List("?sort=-total", Math.Min(RowsOnAPage, customers))) with { TargetRate = 500, StaysFast = true },
            Reading("list-far", "list at any place, by name or ID", () => FarOn(sample[Random.Shared.Next(sample.Count)])) with { StaysFast = true },
            Reading("search-id", "search by ID", () => SearchId(AnyId())) with { TargetRate = 1500, StaysFast = true },
            Reading("find-id", "quick find of an ID (redirect)", () => Find(AnyId())) with { StaysFast = true },
            Reading("search-name", "search by part of a name", () => Search(AnyPart())) with { TargetRate = 400, StaysFast = true },
            Reading("search-sorted", "the same in any order", () => Search(AnyPart(), AnySort())) with { StaysFast = true },
            Reading("counter-find", "find on Add bill, by ID or name", () => FindForABill(Random.Shared.Next(2) == 0 ? AnyId() : AnyPart())) with { StaysFast = true },
            new("hints", "hints while a customer is typed") { StaysFast = true, OpenAsync = OpenHintsAsync },
            Reading("bills", "bill list, newest or largest", () => Bills(Random.Shared.Next(2) == 0 ? "" : "?sort=-amount")) with { StaysFast = true },
            Reading("bills-search", "bills by part of a name", () => Bills($"?q={Uri.EscapeDataString(AnyPart())}")) with { StaysFast = true },
            Reading("mail-search", "mails by part of a name", () => Mails(AnyPart())) with { StaysFast = true },
            Reading("customer", "customer page", () => CustomerPage(AnyId())) with { TargetRate = 1200 },
            Reading("export", "export of all", () => Export()) with { IsExport = true, MostConnections = 2, CallsToRecord = 1 },
            new("register", "register, mail queued") { TargetRate = 600, CallsToRecord = 1, OpenAsync = OpenRegistrationAsync },
            new("bill", "add a bill") { TargetRate = 800, CallsToRecord = 1, OpenAsync = (browser, cancellationToken) => OpenBillAsync(browser, AnyId, cancellationToken) },
        ];
    }

    /// <summary>What a counter does all day, in its proportions: people are looked up and looked at, then billed; some are new.</summary>
    public static Scenario OfACounter(IReadOnlyList<(string Id, string Name)> sample)
    {
        string AnyId() => sample[Random.Shared.Next(sample.Count)].Id;
        return new Scenario("counter", "a counter's day")
        {
            OpenAsync = async (browser, cancellationToken) =>
            {
                var (register, bill) = (await OpenRegistrationAsync(browser, cancellationToken), await OpenBillAsync(browser, AnyId, cancellationToken));
                return () => Random.Shared.Next(8) switch
                {
                    < 3 => Find(AnyId()),
                    < 5 => CustomerPage(AnyId()),
                    < 7 => bill(),
                    _ => register(),
                };
            },
        };
    }

    private static Scenario Reading(string key, string title, Func<Call> next) => new(key, title) { OpenAsync = (_, _) => Task.FromResult(next) };

    private static Call List(string query, int rows) =>
        new($"/customers{query}", a => a.Status == HttpStatusCode.OK && a.Count("data-label=\"ID\""u8) == rows && a.Contains("</html>"u8));

    // The page after any customer, as somebody who went on from page to page would ask for it.
    private static Call FarOn((string Id, string Name) customer)
    {
        var (sort, key) = Random.Shared.Next(2) == 0 ? ("name", SearchText.Key(customer.Name)) : ("id", customer.Id);
        var cursor = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { Key = key, customer.Id }));
        return new Call(
            $"/customers?sort={(Random.Shared.Next(2) == 0 ? "" : "-")}{sort}&page=500&after={cursor}",
            a => a.Status == HttpStatusCode.OK && a.Contains("Page </span>500<"u8) && a.Contains("</html>"u8));
    }

    private static string AnySort() =>
        $"{(Random.Shared.Next(2) == 0 ? "" : "-")}{CustomerList.Columns.ElementAt(Random.Shared.Next(CustomerList.Columns.Count()))}";

    private static Call Bills(string query) =>
        new($"/bills{query}", a => a.Status == HttpStatusCode.OK && a.Contains("data-label=\"Amount\""u8) && a.Contains("</html>"u8));

    private static Call Mails(string part) =>
        new($"/mail?q={Uri.EscapeDataString(part)}", a => a.Status == HttpStatusCode.OK && a.Contains("customer-id"u8) && a.Contains("</html>"u8));

    private static Call SearchId(string id)
    {
        var link = Encoding.UTF8.GetBytes($"/customers/{id}\"");
        return new Call($"/customers?q={id}", a => a.Status == HttpStatusCode.OK && a.Count("data-label=\"ID\""u8) == 1 && a.Contains(link));
    }

    private static Call Find(string id) => new($"/customers/find?q={id}", a => a.Status == HttpStatusCode.Redirect && a.Location == $"/customers/{id}");

    private static Call FindForABill(string typed) =>
        new($"/bills/new?customer={Uri.EscapeDataString(typed)}", a => a.Status == HttpStatusCode.OK && a.Contains("customer-id"u8) && a.Contains("</html>"u8));

    private static Call Search(string part, string? sort = null) =>
        new($"/customers?q={Uri.EscapeDataString(part)}{(sort is null ? "" : $"&sort={sort}")}", a => a.Status == HttpStatusCode.OK && a.Contains("data-label=\"ID\""u8) && a.Contains("</html>"u8));

    private static Call CustomerPage(string id)
    {
        var heading = Encoding.UTF8.GetBytes($"customer-id-lg\">{id}<");
        return new Call($"/customers/{id}", a => a.Status == HttpStatusCode.OK && a.Contains(heading) && a.Contains("</html>"u8));
    }

    // A workbook is a ZIP file, whose last record says that it is whole.
    private static Call Export() =>
        new("/customers/export.xlsx", a => a.Status == HttpStatusCode.OK && a.Contains("PK\x05\x06"u8)) { KeepsBody = false };

    private static async Task<Func<Call>> OpenRegistrationAsync(Browser browser, CancellationToken cancellationToken)
    {
        var hidden = await browser.HiddenFieldsAsync("/customers/new", cancellationToken);
        return () => new Call("/customers/new", a => a.Status == HttpStatusCode.Redirect && CustomerId.TryParse(a.Location?[(a.Location.LastIndexOf('/') + 1)..], out _))
        {
            Form = [.. hidden.Where(f => f.Key != "Key"), new("Key", NewKey()), .. Fields(People.Draw(Random.Shared))],
        };
    }

    private static async Task<Func<Call>> OpenHintsAsync(Browser browser, CancellationToken cancellationToken)
    {
        var hidden = await browser.HiddenFieldsAsync("/customers/new", cancellationToken);
        return () => new Call("/customers/duplicates", a => a.Status == HttpStatusCode.OK) { Form = [.. hidden, .. Fields(People.Draw(Random.Shared))] };
    }

    private static KeyValuePair<string, string>[] Fields(ContactDetails person) =>
    [
        new("Input.Name", person.Name), new("Input.Email", person.Email!.Value), new("Input.Phone", person.Phone!.Value),
        new("Input.Company", person.Company), new("Input.JobTitle", person.JobTitle), new("Input.Note", person.Note),
    ];

    private static async Task<Func<Call>> OpenBillAsync(Browser browser, Func<string> anyId, CancellationToken cancellationToken)
    {
        var hidden = await browser.HiddenFieldsAsync($"/bills/new?customer={anyId()}", cancellationToken);
        return () =>
        {
            var key = NewKey();
            return new Call($"/bills/new?customer={anyId()}", a => a.Status == HttpStatusCode.Redirect && a.Location == $"/bills/new?added={key}")
            {
                Form =
                [
                    .. hidden.Where(f => f.Key != "Bill.Key"), new("Bill.Key", key),
                    new("Bill.Amount", People.Amount(Random.Shared).ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    new("Bill.Description", People.Purchase(Random.Shared)),
                ],
            };
        };
    }

    private static string NewKey() => Guid.CreateVersion7().ToString();
}
