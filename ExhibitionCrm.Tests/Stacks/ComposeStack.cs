using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Xunit.Abstractions;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>A stack of the committed files under a project name of its own; disposing it removes all that it made.</summary>
internal sealed class ComposeStack : IAsyncDisposable
{
    /// <summary>The host name of production stacks.</summary>
    public const string Domain = "crm.example.org";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan PauseForEngine = TimeSpan.FromSeconds(1);

    private readonly List<string> _files;
    private readonly List<(string Name, string? Value)> _settings;
    private readonly Stopwatch _sinceUp = new();
    private StackPorts? _ports;

    private ComposeStack(StackFolder folder, string file, IEnumerable<(string Name, string? Value)> settings)
    {
        Folder = folder;
        _files = [file];
        _settings = [.. settings];
        Name = System.IO.Path.GetFileNameWithoutExtension(file).Replace("docker-compose", "basic", StringComparison.Ordinal).Replace("basic.", "", StringComparison.Ordinal);
    }

    public StackFolder Folder { get; }

    /// <summary>basic, dev or prod.</summary>
    public string Name { get; }

    public string Project { get; } = $"crm-test-{Guid.NewGuid():N}"[..20];

    public StackPorts Ports => _ports ?? throw new InvalidOperationException("The stack was not prepared.");

    /// <summary>A stack as its file is, not started, with these settings in .env.</summary>
    public static async Task<ComposeStack> CreateAsync(string file, params (string Name, string? Value)[] settings)
    {
        var stack = new ComposeStack(StackFolder.Copy(), file, [("CRM_IMAGE", await StackImages.RuntimeAsync()), .. settings]);
        await stack.PrepareAsync();
        return stack;
    }

    /// <summary>The basic stack with what an operator has to set, its mail printed.</summary>
    public static Task<ComposeStack> BasicAsync(params (string Name, string? Value)[] settings) => CreateAsync(
        "docker-compose.yml",
        [.. Secrets("DB_PASSWORD", "DB_WEB_PASSWORD"), ("EMAIL_BACKEND", "console-only"), .. settings]);

    /// <summary>The production stack with what an operator has to set, its mail printed. No authority is asked before one is added.</summary>
    public static Task<ComposeStack> ProductionAsync(params (string Name, string? Value)[] settings) => CreateAsync(
        StackFile.Production,
        [
            .. Secrets("DB_PASSWORD", "DB_WEB_PASSWORD", "DB_BACKUP_PASSWORD"), ("DOMAIN", Domain),
            ("LETSENCRYPT_EMAIL", "operator@example.org"), ("ACME_SERVER", TestAuthority.Directory), ("CERTBOT_RETRY_SECONDS", "2"),
            ("EMAIL_BACKEND", "console-only"), ("EMAIL_HOST", "mail.example.org"), ("DEFAULT_FROM_EMAIL", "Exhibition <crm@exhibition.example>"),

            // Of its own, so that a stack that cannot be taken down is in nobody else's way.
            ("BACKEND_IPV6_SUBNET", $"fd{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(1))}:{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}::/64"), .. settings,
        ]);

    /// <summary>The development stack, with a copy of the source to work on.</summary>
    public static async Task<ComposeStack> DevelopmentAsync(params (string Name, string? Value)[] settings)
    {
        var stack = new ComposeStack(StackFolder.CopyWithSource(), "docker-compose.dev.yml", settings);
        await stack.PrepareAsync();
        return stack;
    }

    /// <summary>Adds a file that Compose reads after the committed one.</summary>
    public void Add(string name, string yaml)
    {
        File.WriteAllText(System.IO.Path.Combine(Folder.Path, name), yaml);
        _files.Add(name);
    }

    /// <summary>Changes .env; null takes a variable out.</summary>
    public void Set(string name, string? value)
    {
        _settings.Add((name, value));
        Folder.WriteSettings(_settings);
    }

    /// <summary>Has the engine look at these services every three seconds, for a test that waits for its word.</summary>
    public void LookOften(params string[] services) => Add("docker-compose.oftener.yml", Often("3s", services));

    public string SettingOf(string name) => _settings.Last(s => s.Name == name).Value!;

    public Uri UrlOf(string service, int port) => new($"http://127.0.0.1:{Ports[service, port]}");

    /// <summary>Where people reach the site.</summary>
    public Uri SiteUrl => IsProduction ? new($"https://{Domain}/") : UrlOf("web", 8000);

    /// <summary>The authority whose certificates visitors believe; null, and they put up with the placeholder alone.</summary>
    public X509Certificate2? TrustedRoot { get; set; }

    private bool IsProduction => _files[0] == StackFile.Production;

    /// <summary>Makes a visitor's connections, to whatever name, end at the ports that this stack publishes.</summary>
    public void Connect(SocketsHttpHandler handler)
    {
        if (!IsProduction)
        {
            return;
        }

        handler.ConnectCallback = async (context, stop) => await DialAsync(context.DnsEndPoint.Port, stop);
        if (TrustedRoot is { } root)
        {
            handler.SslOptions.CertificateChainPolicy = TestAuthority.Trust(root);
        }
        else
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=placeholder";
        }
    }

    /// <summary>A visitor without cookies, who follows no redirect.</summary>
    public HttpClient Visit()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        Connect(handler);
        return new HttpClient(handler) { BaseAddress = SiteUrl, DefaultRequestVersion = HttpVersion.Version20 };
    }

    /// <summary>The certificate that nginx shows to whoever comes now, trusted or not.</summary>
    public async Task<X509Certificate2> CertificateAsync()
    {
        await using var stream = new SslStream(await DialAsync(443, CancellationToken.None));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = Domain, RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null });
        return new X509Certificate2(stream.RemoteCertificate!);
    }

    /// <exception cref="InvalidOperationException">It failed; with what the containers logged.</exception>
    public async Task UpAsync(params string[] more)
    {
        _sinceUp.Restart();
        var answer = await TryAsync(["up", "-d", .. more]);
        if (answer.ExitCode != 0)
        {
            throw new InvalidOperationException($"{answer.Error}\n{await LogsAsync("--tail", "40")}");
        }
    }

    public Task<string> DownAsync(params string[] more) => RunAsync(["down", .. more]);

    /// <summary>Runs a command in a service's container.</summary>
    public Task<string> ExecAsync(string service, params string[] command) => RunAsync(["exec", "-T", service, .. command]);

    public async Task<string> ExecWithInputAsync(string service, string input, params string[] command) =>
        (await TryAsync(["exec", "-T", service, .. command], input)).Successful();

    public Task<string> LogsAsync(params string[] services) => RunAsync(["logs", "--no-color", .. services]);

    /// <summary>Asks the database; columns are separated by |.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string sql) => (await ExecAsync(
        "db", "sh", "-c", "exec psql -v ON_ERROR_STOP=1 -U \"$POSTGRES_USER\" -d \"$POSTGRES_DB\" -Atc \"$0\"", sql)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async Task<string> RunAsync(params string[] arguments) => (await TryAsync(arguments)).Successful();

    public Task<EngineAnswer> TryAsync(string[] arguments, string input = "") => Engine.TryAsync(new EngineCall(
        ["compose", "-p", Project, .. _files.SelectMany(file => new[] { "-f", file }), .. arguments], Folder.Path, input));

    /// <summary>Runs a command of the folder, such as ./update, as an operator does.</summary>
    /// <param name="environment">Further variables of the operator's shell.</param>
    public Task<EngineAnswer> OperateAsync(string command, string[] arguments, params (string Name, string Value)[] environment) => Engine.TryAsync(new EngineCall(
        arguments,
        Folder.Path,
        Environment: new Dictionary<string, string>(environment.Select(e => KeyValuePair.Create(e.Name, e.Value)))
        {
            ["COMPOSE_PROJECT_NAME"] = Project,
            ["COMPOSE_FILE"] = string.Join(':', _files),
        },
        Program: System.IO.Path.Combine(Folder.Path, command)));

    /// <summary>Every container of the stack, those that ended as well.</summary>
    public async Task<IReadOnlyList<StackContainer>> ContainersAsync() =>
        [.. (await RunAsync("ps", "-a", "--format", "json")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<StackContainer>(line)!)];

    public async Task<StackContainer> ContainerAsync(string service) => (await ContainersAsync()).First(c => c.Service == service);

    /// <summary>Waits until the engine calls every container healthy, and says how long that took.</summary>
    /// <exception cref="InvalidOperationException">One of them ended in failure, or it takes too long.</exception>
    public async Task WaitHealthyAsync(ITestOutputHelper output)
    {
        await WaitAsync(containers => containers.All(c => c.IsWell), "every container to be healthy");
        output.WriteLine($"{Name} stack, time from up to healthy: {_sinceUp.Elapsed.TotalSeconds:F0} s");
    }

    /// <summary>Waits until the site answers that it is well, which is sooner than the engine looks.</summary>
    public async Task WaitServingAsync()
    {
        // Asking the site costs nothing beside asking the engine, which is for finding out that it never will.
        for (var tries = 0; tries < 10; tries++)
        {
            if (await IsServingAsync())
            {
                return;
            }

            await Task.Delay(Pause);
        }

        await WaitAsync(async containers => containers.Count > 0 && await IsServingAsync(), "the site to serve");
    }

    public async Task<bool> IsServingAsync()
    {
        using var client = Visit();
        client.Timeout = TimeSpan.FromSeconds(5);
        try
        {
            using var answer = await client.GetAsync(new Uri(SiteUrl, "/health"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>
    /// SIGKILL from outside, as the kernel does when memory runs out. "docker kill" would not do: the engine takes that
    /// for a wish and does not start the container again.
    /// </summary>
    public async Task<StackContainer> KillAsync(string service)
    {
        var container = await ContainerAsync(service);
        var process = await Engine.RunAsync("inspect", "--format", "{{.State.Pid}}", container.Id);
        await Engine.RunAsync("run", "--rm", "--pid", "host", "--entrypoint", "sh", StackImages.Tools, "-c", "kill -9 $0", process);
        return container;
    }

    public async ValueTask DisposeAsync()
    {
        // A test may have taken out what the file asks for even to go down.
        foreach (var name in _settings.Select(s => s.Name).Where(IsSecret).Distinct().ToList())
        {
            Set(name, StackFolder.RandomSecret());
        }

        // A busy engine may call a network used for a moment longer than its containers last.
        EngineAnswer answer;
        var tries = 3;
        do
        {
            answer = await TryAsync(["down", "--volumes", "--remove-orphans", "--timeout", "1"]);
        }
        while (answer.ExitCode != 0 && --tries > 0);

        Folder.Dispose();
        answer.Successful();
    }

    // To nginx, by the port of this machine that leads there.
    private async Task<Stream> DialAsync(int port, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Ports["nginx", port], stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task PrepareAsync()
    {
        Folder.WriteSettings(_settings);

        // Engines before 25 first look after a whole interval, and all that depends on the database waits for that.
        Add("docker-compose.often.yml", Often("1s", "db"));
        _ports = new StackPorts(await RunAsync("config", "--format", "json"));
        if (_ports.IsMoved)
        {
            Add("docker-compose.ports.yml", _ports.Override());
        }
    }

    private static IEnumerable<(string Name, string? Value)> Secrets(params string[] passwords) =>
        passwords.Select(name => (name, (string?)Guid.NewGuid().ToString("N"))).Prepend(("SECRET_KEY", StackFolder.RandomSecret()));

    private static bool IsSecret(string name) => name is "SECRET_KEY" || (name.StartsWith("DB_", StringComparison.Ordinal) && name.EndsWith("_PASSWORD", StringComparison.Ordinal));

    private static string Often(string interval, params string[] services) =>
        $"services: {{{string.Join(", ", services.Select(service => $"{service}: {{healthcheck: {{interval: {interval}, retries: 60}}}}"))}}}\n";

    private Task WaitAsync(Func<IReadOnlyList<StackContainer>, bool> condition, string what) =>
        WaitAsync(containers => Task.FromResult(condition(containers)), what);

    private async Task WaitAsync(Func<IReadOnlyList<StackContainer>, Task<bool>> condition, string what)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(PauseForEngine))
        {
            var containers = await ContainersAsync();
            if (await condition(containers))
            {
                return;
            }

            if (clock.Elapsed > Patience || containers.Any(c => c is { State: "exited", ExitCode: not 0 }))
            {
                throw new InvalidOperationException(
                    $"Waited in vain for {what}: {string.Join(", ", containers)}\n{await RunAsync("logs", "--no-color", "--tail", "60")}");
            }
        }
    }
}

/// <summary>A line of "docker compose ps".</summary>
internal sealed record StackContainer(
    [property: JsonPropertyName("ID")] string Id, string Name, string Service, string State, string Health, int ExitCode)
{
    /// <summary>Healthy where the engine looks, running where it does not, done where it had something to do once.</summary>
    public bool IsWell => State == "running" ? Health is "" or "healthy" : State == "exited" && ExitCode == 0;

    public override string ToString() => $"{Service}: {State} {Health}".TrimEnd() + (State == "exited" ? $" ({ExitCode})" : "");
}
