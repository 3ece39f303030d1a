using System.Diagnostics;

namespace ExhibitionCrm.Tests;

/// <summary>Waits for what another thread or process will do.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? patience = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, patience);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null)
    {
        for (var clock = Stopwatch.StartNew(); !await condition(); await Task.Delay(30))
        {
            if (clock.Elapsed > (patience ?? Patience))
            {
                Assert.Fail($"Waited in vain for {what}.");
            }
        }
    }
}
