using System.Diagnostics;

namespace ExhibitionCrm.AppHost;

/// <summary>The account that PostgreSQL's programs run under: our own, or an unprivileged one when we are root.</summary>
internal sealed class ServerAccount
{
    private readonly string? _user;
    private readonly string? _group;

    private ServerAccount(string? user, string? group) => (_user, _group) = (user, group);

    /// <summary>PostgreSQL refuses to run as root, which is what containers and CI usually give us.</summary>
    public static ServerAccount Current { get; } =
        !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess ? FindUnprivileged() : new(null, null);

    public bool IsOurOwn => _user is null;

    public ProcessStartInfo Start(string program, IEnumerable<string> arguments) => IsOurOwn
        ? new ProcessStartInfo(program, arguments)
        : new ProcessStartInfo("setpriv", [$"--reuid={_user}", $"--regid={_group}", "--clear-groups", "--", program, .. arguments]);

    /// <summary>Gives a folder and all in it to the account.</summary>
    public async Task TakeOverAsync(string directory, CancellationToken cancellationToken)
    {
        if (IsOurOwn)
        {
            return;
        }

        var result = await StartedProgram.RunAsync("chown", ["-R", $"{_user}:{_group}", directory], cancellationToken);
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"{directory} cannot be given to the account that runs PostgreSQL: {result.All}");
        }
    }

    /// <summary>Lets the account read a folder and run what is in it, whatever the umask was when it was made.</summary>
    public async Task MakeReadableAsync(string directory, CancellationToken cancellationToken)
    {
        if (!IsOurOwn)
        {
            await StartedProgram.RunAsync("chmod", ["-R", "a+rX", directory], cancellationToken);
        }
    }

    /// <summary>Whether the account can get to a folder: root's own folders are closed to others.</summary>
    public bool CanReach(string directory)
    {
        if (IsOurOwn || OperatingSystem.IsWindows())
        {
            return true;
        }

        for (var parent = Directory.GetParent(directory); parent is not null; parent = parent.Parent)
        {
            if (parent.Exists && !File.GetUnixFileMode(parent.FullName).HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }

    private static ServerAccount FindUnprivileged()
    {
        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length > 3).ToList();
        var account = accounts.Find(fields => fields[0] == "postgres") ?? accounts.Find(fields => fields[0] == "nobody")
            ?? throw new InvalidOperationException("PostgreSQL does not run as root, and there is no user \"postgres\" or \"nobody\" to run it.");
        return new(account[2], account[3]);
    }
}
