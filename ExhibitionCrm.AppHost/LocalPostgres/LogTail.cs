namespace ExhibitionCrm.AppHost;

/// <summary>Copies what a growing log file says.</summary>
internal static class LogTail
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Copies from the file's beginning until cancelled, and what was written by then.</summary>
    public static async Task FollowAsync(string file, TextWriter target, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        while (!cancellationToken.IsCancellationRequested)
        {
            await target.WriteAsync(await reader.ReadToEndAsync(CancellationToken.None));
            await Task.Delay(Interval, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        await target.WriteAsync(await reader.ReadToEndAsync(CancellationToken.None));
    }
}
