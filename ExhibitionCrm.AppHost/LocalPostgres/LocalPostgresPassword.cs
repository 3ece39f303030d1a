using System.Security.Cryptography;

namespace ExhibitionCrm.AppHost;

/// <summary>The password of a <see cref="LocalPostgres"/>: made once, kept beside its data for the owner alone.</summary>
internal static class LocalPostgresPassword
{
    public static string FileIn(string dataDirectory) => Path.Combine(dataDirectory, "password");

    public static string ReadOrMake(string dataDirectory)
    {
        var file = FileIn(dataDirectory);
        if (!File.Exists(file))
        {
            Make(file);
        }

        return File.ReadAllText(file).Trim();
    }

    // Written beside its place and moved, so that whoever comes at the same moment reads a whole one.
    private static void Make(string file)
    {
        var unfinished = $"{file}.{Environment.ProcessId}";
        var ownerOnly = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            ownerOnly.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(unfinished, ownerOnly))
        {
            writer.Write(RandomNumberGenerator.GetHexString(32, lowercase: true));
        }

        try
        {
            File.Move(unfinished, file);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(unfinished);
        }
    }
}
