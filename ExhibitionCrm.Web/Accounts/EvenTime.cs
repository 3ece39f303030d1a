using System.Diagnostics;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>Has answers take the same time whether there is such an account or not, whatever the database had to do for it.</summary>
internal static class EvenTime
{
    /// <summary>More than any of it takes on a machine that isn't busy.</summary>
    internal static readonly TimeSpan AtLeast = TimeSpan.FromMilliseconds(300);

    /// <param name="isEven">Whether the result is one that must not tell.</param>
    public static async Task<T> RunAsync<T>(Func<Task<T>> work, Func<T, bool> isEven)
    {
        var begun = Stopwatch.GetTimestamp();
        var result = await work();
        var rest = AtLeast - Stopwatch.GetElapsedTime(begun);
        if (isEven(result) && rest > TimeSpan.Zero)
        {
            await Task.Delay(rest);
        }

        return result;
    }
}
