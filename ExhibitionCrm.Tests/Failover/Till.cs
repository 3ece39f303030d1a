using System.Collections.Concurrent;
using System.Net;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Failover;

/// <summary>
/// Staff who register people and add a bill to each. A form that comes back because the database is away is sent again, as
/// people do, until it is saved.
/// </summary>
internal sealed class Till : IAsyncDisposable
{
    public const string Amount = "3.25";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, string> _saved = new();
    private int _cameBack;
    private Task _working = Task.CompletedTask;

    /// <summary>The IDs of those who are saved with a bill, by their addresses.</summary>
    public IReadOnlyDictionary<string, string> Saved => _saved;

    /// <summary>How often a page or a form was answered with that the database is away.</summary>
    public int CameBack => _cameBack;

    public static async Task<Till> OpenAsync(CrmSite site, int people)
    {
        var till = new Till();
        var browsers = await Task.WhenAll(Enumerable.Range(0, people).Select(_ => site.SignInAsync(Roles.Staff)));
        till._working = Task.WhenAll(browsers.Select(till.WorkAsync));
        return till;
    }

    /// <summary>Waits until so many more are saved.</summary>
    public Task WaitForMoreAsync(int count)
    {
        var least = _saved.Count + count;
        return Eventually.TrueAsync(() => _working.IsFaulted || _saved.Count >= least, $"{least} people to be saved", TimeSpan.FromMinutes(3));
    }

    /// <summary>Each begun form is saved to the end.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _working;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WorkAsync(CrmClient browser)
    {
        using (browser)
        {
            while (!_stop.IsCancellationRequested)
            {
                var email = $"{Guid.NewGuid():N}@load.example";
                var added = await SaveAsync(
                    browser, "/customers/new",
                    ("Input.Name", $"Load {email[..12]}"), ("Input.Email", email), ("Input.Phone", $"030 {Random.Shared.NextInt64(1_000_000, 1_000_000_000)}"));
                var id = added.Location!.Split('/')[^1].Split('?')[0];
                await SaveAsync(browser, $"/bills/new?customer={id}", ("Bill.Amount", Amount));
                _saved[email] = id;
                await Task.Delay(Pause);
            }
        }
    }

    private async Task<CrmPage> SaveAsync(CrmClient browser, string url, params (string Name, string? Value)[] values)
    {
        var form = await browser.GetPageAsync(url);
        while (form.Status != HttpStatusCode.OK)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, form.Status);
            Interlocked.Increment(ref _cameBack);
            await Task.Delay(Again);
            form = await browser.GetPageAsync(url);
        }

        var answer = await browser.SubmitAsync(form, values);
        while (answer.Status != HttpStatusCode.Redirect)
        {
            Assert.True(answer.Status == HttpStatusCode.ServiceUnavailable, $"{answer}: {answer.Text}");
            Interlocked.Increment(ref _cameBack);
            await Task.Delay(Again);
            answer = await browser.SubmitAsync(answer);
        }

        return answer;
    }
}
