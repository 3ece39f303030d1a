using System.Diagnostics;
using System.Globalization;

namespace ExhibitionCrm.AppHost;

/// <summary>
/// Stops a server whose keeper ended without doing so, killed by an impatient orchestrator for instance: a shell that hears
/// of the keeper's end by the end of its input. Not on Windows, where the next start stops what was left.
/// </summary>
internal sealed class ServerGuard : IDisposable
{
    // In the background, so that what kills the keeper with its children does not find it. The number alone is enough: the
    // keeper ends with its server, so that no other process can have got that number meanwhile.
    private const string Script = """
        exec 3<&0
        trap '' HUP INT TERM
        { read -r stopped <&3 || kill -s "$2" "$1"; } </dev/null >/dev/null 2>&1 &
        """;

    private readonly Process? _shell;

    private ServerGuard(Process? shell) => _shell = shell;

    /// <param name="server">The process number of the server.</param>
    /// <param name="signal">How it is asked to end: INT or QUIT.</param>
    public static ServerGuard Watch(int server, string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            return new(null);
        }

        string[] arguments = ["-c", Script, "sh", server.ToString(CultureInfo.InvariantCulture), signal];
        return new(Process.Start(new ProcessStartInfo("sh", arguments) { RedirectStandardInput = true })!);
    }

    /// <summary>The server was stopped.</summary>
    public void Dispose()
    {
        try
        {
            _shell?.StandardInput.WriteLine("stopped");
        }
        catch (IOException)
        {
            // Somebody ended the shell as well.
        }

        _shell?.Dispose();
    }
}
