using System.Diagnostics;
using System.Net;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>Somebody at a counter, who works with the site as the stack publishes it.</summary>
internal sealed class Counter : IDisposable
{
    private const string User = "boss";

    // As long as the page waits, and less than it pauses.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan PauseBeforeNextTry = TimeSpan.FromMilliseconds(500);

    private Counter(CrmClient browser) => Browser = browser;

    public CrmClient Browser { get; }

    /// <summary>For so long a form without an answer is sent again under its own key, as the page does. None: every answer is waited for.</summary>
    public TimeSpan Persistence { get; set; }

    /// <summary>Makes the administrator as the README says, then signs in.</summary>
    public static async Task<Counter> OpenAsync(ComposeStack stack)
    {
        await stack.ExecWithInputAsync("web", $"{Password(stack)}\n", "crm", "createsuperuser", "--username", User, "--email", "boss@exhibition.example");
        return await SignInAsync(stack);
    }

    /// <summary>For an administrator who is there already.</summary>
    /// <param name="connection">What is particular about this browser's connections.</param>
    public static Task<Counter> SignInAsync(ComposeStack stack, Version? version = null, Action<SocketsHttpHandler>? connection = null) =>
        SignInAsync(stack.SiteUrl, Password(stack), stack.Connect + connection, version);

    public static async Task<Counter> SignInAsync(Uri site, string password, Action<SocketsHttpHandler> connection, Version? version = null)
    {
        var counter = new Counter(new CrmClient(site, new CookieContainer(), () => null, connection));
        counter.Browser.Http.DefaultRequestVersion = version ?? HttpVersion.Version20;
        var form = await counter.Browser.GetPageAsync("/account/sign-in");
        var answer = await counter.Browser.SubmitAsync(form, ("UserName", User), ("Password", password));
        Assert.Equal("/", answer.Location);
        return counter;
    }

    /// <summary>What no log may show. Its words are enough by themselves, whatever the stack is called.</summary>
    public static string Password(ComposeStack stack) => $"Harbour-kelp-lantern-{stack.Project}!";

    /// <summary>The new customer's ID.</summary>
    public async Task<string> RegisterAsync(string name, string? email = null)
    {
        var form = await InTimeAsync(Browser.GetPageAsync("/customers/new"));
        var answer = await SendAsync(form, ("Input.Name", name), ("Input.Email", email ?? $"{Guid.NewGuid():N}@example.org"), ("Input.Phone", $"030 {Random.Shared.NextInt64(1_000_000, 1_000_000_000)}"));
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        return answer.Location!.Split('/')[^1];
    }

    public async Task AddBillAsync(string customerId, string amount)
    {
        var form = await InTimeAsync(Browser.GetPageAsync($"/bills/new?customer={customerId}"));
        var answer = await SendAsync(form, ("Bill.Amount", amount));
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
    }

    /// <summary>Name and total of a customer, as their page shows them.</summary>
    public async Task<string> FactsOfAsync(string customerId)
    {
        var page = await Browser.GetPageAsync($"/customers/{customerId}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        return page.TextOf("main");
    }

    public Task<string> ExportCsvAsync() => Browser.Http.GetStringAsync(new Uri("/customers/export.csv", UriKind.Relative));

    public Task<byte[]> ExportWorkbookAsync() => Browser.Http.GetByteArrayAsync(new Uri("/customers/export.xlsx", UriKind.Relative));

    public void Dispose() => Browser.Dispose();

    private async Task<CrmPage> SendAsync(CrmPage form, params (string Name, string? Value)[] values)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(PauseBeforeNextTry))
        {
            try
            {
                var answer = await InTimeAsync(Browser.SubmitAsync(form, values));
                if (answer.Status < HttpStatusCode.InternalServerError || clock.Elapsed > Persistence)
                {
                    return answer;
                }
            }
            catch (Exception e) when (clock.Elapsed < Persistence && e is (HttpRequestException or IOException or TaskCanceledException or TimeoutException))
            {
                // It may be saved or not: only the next answer tells.
            }
        }
    }

    // A request that is given up may still be answered and saved.
    private Task<CrmPage> InTimeAsync(Task<CrmPage> answer) => Persistence > TimeSpan.Zero ? answer.WaitAsync(Patience) : answer;
}
