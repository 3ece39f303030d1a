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
        // Ever more seldom: to look may cost as much as what is waited for.
        for (var clock = Stopwatch.StartNew(); !await condition(); await Task.Delay(Math.Min(500, 30 + ((int)clock.ElapsedMilliseconds / 20))))
        {
            if (clock.Elapsed > (patience ?? Patience))
            {
                Assert.Fail($"Waited in vain for {what}.");
            }
        }
    }
}
