using Microsoft.Extensions.FileProviders;

namespace ExhibitionCrm.Web.StaticFiles;

/// <summary>
/// Writes static files into a folder that a proxy serves from at the same time. It deletes nothing: pages of an
/// earlier version are still open somewhere and ask for its files.
/// </summary>
internal static class StaticFileCollector
{
    /// <returns>How many files were not there yet.</returns>
    public static async Task<int> CollectAsync(IEnumerable<StaticFile> files, IFileProvider wwwroot, string folder, CancellationToken cancellationToken = default)
    {
        var written = 0;
        foreach (var file in files)
        {
            var source = wwwroot.GetFileInfo(file.Asset);
            var target = new FileInfo(Path.Combine(folder, file.Route));

            // The same name means the same content; the length tells of a file that a full disk has cut.
            if (!target.Exists || target.Length != source.Length)
            {
                await WriteAsync(source, target, cancellationToken);
                written++;
            }
        }

        return written;
    }

    private static async Task WriteAsync(IFileInfo source, FileInfo target, CancellationToken cancellationToken)
    {
        target.Directory!.Create();
        var partial = $"{target.FullName}.{Guid.NewGuid():N}.partial";
        try
        {
            await using (var from = source.CreateReadStream())
            await using (var to = File.Create(partial))
            {
                await from.CopyToAsync(to, cancellationToken);
            }

            File.Move(partial, target.FullName, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
