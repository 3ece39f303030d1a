using System.CommandLine;

namespace ExhibitionCrm.Web.StaticFiles;

/// <summary>Lays the static files out for a proxy that serves them: the verb <c>collectstatic</c>.</summary>
internal static class CollectStaticCommand
{
    /// <summary>The setting that names the folder; without it, staticfiles beside the program.</summary>
    public const string FolderSetting = "STATIC_ROOT";

    public static Command Create()
    {
        var command = new Command("collectstatic", "Copies static files, under the names that pages request, to the folder that a proxy serves.");
        command.SetAction((_, cancellationToken) => Commands.WithServicesAsync(command.Name, services => RunAsync(services, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var folder = services.GetRequiredService<IConfiguration>()[FolderSetting] is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(AppContext.BaseDirectory, "staticfiles");
        try
        {
            var files = await StaticFileManifest.ReadAsync(cancellationToken);
            var written = await StaticFileCollector.CollectAsync(files, services.GetRequiredService<IWebHostEnvironment>().WebRootFileProvider, folder, cancellationToken);
            Console.WriteLine($"Static files collected in {folder}: {written} of {files.Count} new");
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"Couldn't collect static files in {folder}: {e.Message}", e);
        }
    }
}
