using System.Diagnostics;
using System.Net;
using ExhibitionCrm.AppHost;

namespace ExhibitionCrm.Bench;

internal static class Wait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <returns>When the address first answered 200, counted from the call; null when the program ended or the time was over.</returns>
    public static async Task<TimeSpan?> UntilOkAsync(HttpClient http, string path, StartedProgram program, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < patience && !program.HasExited; await Task.Delay(Pause, cancellationToken))
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return clock.Elapsed;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        return null;
    }
}
