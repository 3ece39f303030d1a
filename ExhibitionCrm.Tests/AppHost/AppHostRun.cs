using System.Diagnostics;
using System.Globalization;
using ExhibitionCrm.AppHost;

namespace ExhibitionCrm.Tests.AppHost;

/// <summary>"dotnet run --project ExhibitionCrm.AppHost" in a terminal of its own, with PostgreSQL as a plain process, on data and a port of its own.</summary>
internal sealed class AppHostRun : IAsyncDisposable
{
    private const string AdministratorPassword = "Test-harbour-kelp-7";

    // A start takes seconds; on a busy machine it may take more than a minute.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    // Inherited by the site, by which it is told from those of tests that run at the same time.
    private const string Mark = "CRM_TEST_RUN";

    private readonly StartedProgram _terminal;
    private readonly string _data;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AppHostRun(string data, int port)
    {
        _data = data;
        Site = new Uri($"http://localhost:{port}");
        // A session of its own, so that a signal reaches what a terminal's would.
        var start = new ProcessStartInfo("setsid",
        [
            "dotnet", "run", "--no-build", "--project", Path.Combine(Repository.Root, "ExhibitionCrm.AppHost"), "--configuration", Configuration,
            "--", "--database", "local", "--port", $"{port}", "--data", data,
        ]);
        start.Environment["Parameters__admin-password"] = AdministratorPassword;
        start.Environment[Mark] = data;
        _terminal = StartedProgram.Start(start, Read);
    }

    public Uri Site { get; }

    public string Output => _terminal.Output;

    public int ExitCode => _terminal.ExitCode;

    // The folder's name in the path of what was built: bin/Debug/net10.0.
    private static string Configuration => Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(AppHostProgram.Assembly))!);

    private string Postmaster => Path.Combine(UserFolders.Data(Path.Combine(_data, "postgres")), "cluster", "postmaster.pid");

    /// <summary>Starts and waits until the site answers, or until the program ends.</summary>
    public static async Task<AppHostRun> StartAsync(string data, int port)
    {
        var run = new AppHostRun(data, port);
        await Task.WhenAny(run._ready.Task, run._terminal.Process.WaitForExitAsync()).WaitAsync(Timeout);
        return run;
    }

    /// <summary>The site, the database server and the AppHost itself, with their command lines: what must be gone at the end.</summary>
    public IReadOnlyDictionary<int, string> Processes()
    {
        var postgres = int.Parse(File.ReadLines(Postmaster).First(), CultureInfo.InvariantCulture);
        var sites = ProcessesOf(Repository.WebProgram).Where(id => Read(id, "environ").Contains($"{Mark}={_data}\0", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(sites);
        return sites.Concat(ProcessesOf(_data)).Append(postgres).Distinct().ToDictionary(id => id, id => Read(id, "cmdline").Replace('\0', ' '));
    }

    /// <summary>A browser in which the administrator is signed in.</summary>
    public async Task<CrmClient> SignInAsync()
    {
        var client = FirstMinute.Open(Site, () => Output);
        await FirstMinute.SignInAsync(client, AdministratorPassword);
        return client;
    }

    /// <summary>Kills the AppHost, and nothing else.</summary>
    public async Task KillAsync()
    {
        foreach (var process in ProcessesOf($"{Repository.AppHostProgram}\0--database").Where(process => Read(process, "cmdline").Contains(_data, StringComparison.Ordinal)))
        {
            Process.GetProcessById(process).Kill();
        }

        await WaitForExitAsync();
    }

    public async Task StopAsync()
    {
        _terminal.Terminate(group: true);
        await WaitForExitAsync();
    }

    public Task WaitForExitAsync() => _terminal.WaitForExitAsync(Timeout);

    public async ValueTask DisposeAsync()
    {
        if (!_terminal.HasExited)
        {
            await StopAsync();
        }

        await _terminal.DisposeAsync();
    }

    private static IEnumerable<int> ProcessesOf(string part) =>
        Process.GetProcesses().Select(process => process.Id).Where(id => Read(id, "cmdline").Contains(part, StringComparison.Ordinal));

    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void Read(string line)
    {
        if (line.Contains(" with the password ", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }
}
