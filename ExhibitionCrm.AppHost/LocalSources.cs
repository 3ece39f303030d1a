namespace ExhibitionCrm.AppHost;

/// <summary>The web program's source files.</summary>
internal static class LocalSources
{
    private static readonly string[] s_built = ["bin", "obj", "node_modules"];

    /// <summary>Ends when one of them has changed.</summary>
    public static async Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        var changed = new TaskCompletionSource();
        using var registration = cancellationToken.Register(() => changed.TrySetCanceled(cancellationToken));
        using var web = Watch(Repository.WebProject, changed);
        using var defaults = Watch(Path.Combine(Repository.Root, "ExhibitionCrm.ServiceDefaults"), changed);
        await changed.Task;
    }

    private static FileSystemWatcher Watch(string project, TaskCompletionSource changed)
    {
        var watcher = new FileSystemWatcher(project) { IncludeSubdirectories = true, Filters = { "*.cs", "*.cshtml", "*.csproj" } };
        watcher.Changed += Look;
        watcher.Created += Look;
        watcher.Deleted += Look;
        watcher.Renamed += Look;
        watcher.EnableRaisingEvents = true;
        return watcher;

        void Look(object sender, FileSystemEventArgs change)
        {
            var top = Path.GetRelativePath(project, change.FullPath).Split(Path.DirectorySeparatorChar)[0];
            if (!s_built.Contains(top))
            {
                changed.TrySetResult();
            }
        }
    }
}
