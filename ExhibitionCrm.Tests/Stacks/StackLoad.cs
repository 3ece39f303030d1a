using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Xunit.Sdk;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>
/// Counters that register customers and add bills with hardly a pause, and note what the site said it has saved. A form
/// whose answer is lost is not noted: it may be saved or not.
/// </summary>
internal sealed class StackLoad : IAsyncDisposable
{
    /// <summary>Leaves some of a small machine to what is tried under the load.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Registered> _acknowledged = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentQueue<TimeSpan> _pauses = new();
    private readonly Task _working;

    private StackLoad(IEnumerable<Func<Task<Counter>>> counters) => _working = Task.WhenAll(counters.Select(open => Task.Run(() => WorkAsync(open))));

    /// <summary>What was surely saved: each with one bill.</summary>
    public IReadOnlyCollection<Registered> Acknowledged => _acknowledged;

    /// <summary>Requests that did not do what they should, in the order in which they came.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>For how long one of the counters got nothing saved.</summary>
    public TimeSpan LongestPause => _pauses.Max();

    /// <summary>The stack's administrator has to be there already.</summary>
    public static StackLoad Start(ComposeStack stack) => Start(() => Counter.SignInAsync(stack));

    public static StackLoad Start(Func<Task<Counter>> signIn) => Start([signIn, signIn, signIn]);

    public static StackLoad Start(IEnumerable<Func<Task<Counter>>> counters) => new(counters);

    /// <summary>Counters that are signed in already.</summary>
    public static StackLoad Start(IEnumerable<Counter> counters) => new(counters.Select(counter => (Func<Task<Counter>>)(() => Task.FromResult(counter))));

    /// <summary>
    /// Counters who keep their connections and counters who come anew with each request. None keeps one of HTTP/1.1: a
    /// server that closes it cannot tell that it has not read a form which is just arriving. (Browsers use HTTP/2.)
    /// </summary>
    public static StackLoad StartWithNewConnections(ComposeStack stack) => Start(
    [
        () => Counter.SignInAsync(stack),
        () => Counter.SignInAsync(stack),
        () => Counter.SignInAsync(stack, HttpVersion.Version20, AlwaysNew),
        () => Counter.SignInAsync(stack, HttpVersion.Version11, AlwaysNew),
    ]);

    /// <summary>Waits until so much was acknowledged.</summary>
    public async Task WaitForAsync(int count, TimeSpan? patience = null)
    {
        for (var clock = Stopwatch.StartNew(); _acknowledged.Count < count; await Task.Delay(50))
        {
            if (clock.Elapsed > (patience ?? TimeSpan.FromSeconds(60)))
            {
                Assert.Fail($"Only {_acknowledged.Count} of {count} were acknowledged; last failures: {string.Join("; ", _failures.TakeLast(3))}");
            }
        }
    }

    /// <summary>Waits until the forms that are on their way are answered.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _working;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private static void AlwaysNew(SocketsHttpHandler handler) => handler.PooledConnectionLifetime = TimeSpan.Zero;

    private void Acknowledge(Registered made, Stopwatch pause)
    {
        _acknowledged.Enqueue(made);
        _pauses.Enqueue(pause.Elapsed);
        pause.Restart();
    }

    private async Task WorkAsync(Func<Task<Counter>> open)
    {
        using var counter = await open();
        var pause = Stopwatch.StartNew();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var email = $"{Guid.NewGuid():N}@load.example";
                var id = await counter.RegisterAsync("Load", email);
                Acknowledge(new Registered(id, email, 0), pause);
                await counter.AddBillAsync(id, "3.25");
                Acknowledge(new Registered(id, email, 3.25m), pause);
                await Task.Delay(Pause);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or TimeoutException or XunitException or InvalidOperationException)
            {
                _pauses.Enqueue(pause.Elapsed);
                _failures.Enqueue($"{DateTime.UtcNow:HH:mm:ss.fff} {e}");
                await Task.Delay(Pause);
            }
        }
    }
}

/// <summary>A customer of whom the site said that they are saved, with bills of so much at least.</summary>
internal sealed record Registered(string CustomerId, string Email, decimal Total);
