using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ExhibitionCrm.Tests.Stacks;
using Xunit.Abstractions;

namespace ExhibitionCrm.Tests.Swarm;

/// <summary>
/// The stack for several machines on three of them, serving, with a mail server outside. Each node is an edge and has a
/// web process; the last one has the database, which is not what fails here. A class fixture.
/// </summary>
public class SwarmSite : IAsyncLifetime
{
    /// <summary>The node with the database. Commands are run there, as it outlasts all tests.</summary>
    internal const string DatabaseNode = "n3";

    private protected const string Password = "Harbour-kelp-lantern-swarm!";
    private protected static readonly Uri Url = new($"https://{ComposeStack.Domain}/");

    private const string Repository = "exhibition-crm-swarm";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private StackFolder? _folder;

    internal SmtpSink Mail { get; } = SmtpSink.Start(address: IPAddress.Any);

    /// <summary>What the first deployment took.</summary>
    internal TimeSpan TimeToHealthy { get; private set; }

    public async Task InitializeAsync()
    {
        // Also made for a class of which every test is skipped.
        if (SwarmFactAttribute.WhyToSkip is not null)
        {
            return;
        }

        await StackImages.RuntimeAsync();

        // The broken version listens, and could answer nothing but failures.
        string[] images =
        [
            await BuildAsync("1"), await BuildAsync("2"),
            await BuildAsync("broken", "ENTRYPOINT [\"/bin/sh\", \"-c\", \"unset DB_PASSWORD_FILE; DB_PASSWORD=none exec crm\"]\n"),
        ];
        await SwarmLab.UpAsync([.. images, "nginx:stable", "certbot/certbot:latest", StackImages.Tools, .. await FurtherImagesAsync()]);
        await LabelAsync();
        _folder = StackFolder.Copy();
        WriteFolder(_folder, images[0], await PrepareAsync(_folder));
        var clock = Stopwatch.StartNew();
        (await OperateAsync("deploy")).Successful();
        await WaitWholeAsync();
        TimeToHealthy = clock.Elapsed;
    }

    public virtual async Task DisposeAsync()
    {
        if (SwarmFactAttribute.WhyToSkip is null)
        {
            await SwarmLab.DownAsync();
            await Engine.TryAsync(new EngineCall(["rmi", $"{Repository}:1", $"{Repository}:2", $"{Repository}:broken"]));
        }

        _folder?.Dispose();
        await Mail.DisposeAsync();
    }

    /// <summary>What the nodes need besides, of the main engine.</summary>
    private protected virtual Task<IReadOnlyList<string>> FurtherImagesAsync() => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Makes what has to be there before the site.</summary>
    /// <returns>What .env says about it.</returns>
    private protected virtual Task<IReadOnlyList<(string Name, string? Value)>> PrepareAsync(StackFolder folder) => Task.FromResult<IReadOnlyList<(string, string?)>>([]);

    /// <summary>Runs a command of compose/swarm/ as an operator does.</summary>
    internal Task<EngineAnswer> OperateAsync(string command, params string[] arguments) => Engine.TryAsync(new EngineCall(
        arguments,
        Environment: new Dictionary<string, string> { ["DOCKER_HOST"] = SwarmLab.EngineOf(DatabaseNode), ["SWARM_PATIENCE"] = "180" },
        Program: Path.Combine(_folder!.Path, "swarm", command)));

    /// <summary>Asks the database; columns are separated by |.</summary>
    internal virtual async Task<IReadOnlyList<string>> QueryAsync(string sql) => await QueryAsync(sql, Assert.Single(await DatabasesAsync()));

    /// <param name="database">The container, where there may be several.</param>
    internal static async Task<IReadOnlyList<string>> QueryAsync(string sql, string database)
    {
        var rows = await SwarmLab.RunAsync(
            DatabaseNode, "exec", database, "sh", "-c", "exec psql -v ON_ERROR_STOP=1 -U \"$POSTGRES_USER\" -d \"$POSTGRES_DB\" -Atc \"$0\"", sql);
        return rows.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The containers of the database that run.</summary>
    internal static Task<IReadOnlyList<string>> DatabasesAsync() => SwarmLab.ContainersAsync(DatabaseNode, "crm_db");

    internal static Task ScaleDatabaseAsync(int processes) => SwarmLab.RunAsync(DatabaseNode, "service", "scale", "--detach", $"crm_db={processes}");

    /// <summary>The processes of a service that run, as the swarm knows them.</summary>
    internal static async Task<IReadOnlyList<SwarmTask>> TasksAsync(string service) =>
        [.. (await RowsAsync("service", "ps", $"crm_{service}", "--filter", "desired-state=running", "--format", "{{.Node}} {{.Image}} {{.CurrentState}}"))
            .Where(row => row is [_, _, "Running", ..]).Select(row => new SwarmTask(row[0], row[1]))];

    /// <summary>Waits until every node is there and each of them serves visitors.</summary>
    internal static Task WaitWholeAsync() => Eventually.TrueAsync(
        async () => (await RowsAsync("node", "ls", "--format", "{{.Status}} {{.Availability}} {{.ManagerStatus}}")).Count(row => row is ["Ready", "Active", "Leader" or "Reachable"]) == 3
            && (await TasksAsync("web")).Count == 3 && (await TasksAsync("nginx")).Count == 3,
        "the swarm to be whole",
        Patience);

    /// <summary>Waits until the swarm knows that a node is gone, and has others do its work.</summary>
    internal static Task WaitWithoutAsync(string node) => Eventually.TrueAsync(
        async () => (await RowsAsync("node", "ls", "--format", "{{.Hostname}} {{.Status}}")).Any(row => row[0] == node && row[1] == "Down")
            && (await TasksAsync("web")).Count(web => web.Node != node) == 3,
        $"the swarm to do without {node}",
        Patience);

    /// <summary>A node that was away gets none of what others do for it until more is asked for.</summary>
    internal async Task HaveWebOnAsync(string node)
    {
        if ((await TasksAsync("web")).All(web => web.Node != node))
        {
            (await OperateAsync("scale", "4")).Successful();
            (await OperateAsync("scale", "3")).Successful();
            await WaitWholeAsync();
            Assert.Contains(await TasksAsync("web"), web => web.Node == node);
        }
    }

    /// <summary>The manager who leads the others, which after this is not the one with the database.</summary>
    internal static async Task<string> LeaderAsync()
    {
        if (await FindLeaderAsync() == DatabaseNode)
        {
            await SwarmLab.RunAsync("n1", "node", "demote", DatabaseNode);
            await Eventually.TrueAsync(async () => await FindLeaderAsync() is { } other && other != DatabaseNode, "another leader", Patience);
            await SwarmLab.RunAsync("n1", "node", "promote", DatabaseNode);
            await WaitWholeAsync();
        }

        return (await FindLeaderAsync())!;
    }

    /// <summary>A visitor who knows all edges, as the site's name does, and begins with one of them.</summary>
    /// <param name="persistent">Sends again what is not answered, as the page does.</param>
    /// <param name="from">The visitor's own address.</param>
    internal static async Task<Counter> SignInAsync(int edge = 0, bool persistent = false, IPAddress? from = null)
    {
        var counter = await Counter.SignInAsync(Url, Password, handler => Connect(handler, edge, persistent, from));
        counter.Persistence = persistent ? TimeSpan.FromMinutes(1) : TimeSpan.Zero;
        return counter;
    }

    /// <summary>A counter at each edge, signed in before anything happens.</summary>
    internal static async Task<StackLoad> StartLoadAsync(bool persistent = false)
    {
        var counters = new List<Counter>();
        for (var edge = 0; edge < SwarmLab.Nodes.Count; edge++)
        {
            counters.Add(await SignInAsync(edge, persistent));
        }

        return StackLoad.Start(counters);
    }

    /// <summary>Whatever was answered is there once, and so is what was sent again; a kill may double a mail that was on its way.</summary>
    internal async Task AssertNothingIsLostAsync(StackLoad load, ITestOutputHelper output)
    {
        await load.StopAsync();
        output.WriteLine($"{load.Acknowledged.Count} acknowledged; in the database: {Assert.Single(await QueryAsync("select count(*) || ' customers, up since ' || pg_postmaster_start_time() from customers"))}");
        await Eventually.TrueAsync(
            async () => await QueryAsync("select count(*) from outbox_messages where state <> 'Sent'") is ["0"], "every mail to be sent", TimeSpan.FromMinutes(2));

        var bills = (await QueryAsync("select c.email, count(b.customer_id) from customers c left join bills b on b.customer_id = c.id group by c.id, c.email"))
            .Select(row => row.Split('|')).ToLookup(row => row[0], row => row[1]);
        var mails = Mail.Mails.GroupBy(mail => mail.Recipient).ToDictionary(group => group.Key, group => group.Count());
        Assert.All(load.Acknowledged, made => Assert.Single(bills[made.Email]));
        Assert.All(load.Acknowledged.Where(made => made.Total > 0), made => Assert.Equal(["1"], bills[made.Email]));
        Assert.All(bills.Where(customer => customer.Key.EndsWith("@load.example", StringComparison.Ordinal)), customer =>
        {
            Assert.Contains(Assert.Single(customer), new[] { "0", "1" });
            Assert.InRange(mails.GetValueOrDefault(customer.Key), 1, 2);
        });
    }

    /// <summary>Each counter by itself: that others are served is no comfort.</summary>
    internal static async Task AssertNobodyWaitedLongAsync(StackLoad load, TimeSpan limit, string what, ITestOutputHelper output)
    {
        await load.StopAsync();
        output.WriteLine($"{what}: service back at every counter after {load.LongestPause.TotalSeconds:F1} s, {load.Failures.Count} pages in vain");
        Assert.True(load.LongestPause < limit, $"Somebody waited {load.LongestPause}: {string.Join('\n', load.Failures)}");
    }

    private static void Connect(SocketsHttpHandler handler, int edge, bool persistent, IPAddress? from)
    {
        handler.ConnectCallback = async (context, stop) => await DialAsync(edge, context.DnsEndPoint.Port, from, stop);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=placeholder";
        if (persistent)
        {
            // Nobody says that a machine without power is gone.
            handler.KeepAlivePingDelay = TimeSpan.FromSeconds(2);
            handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(4);
        }
    }

    // The addresses of a name are tried in turn, from any on.
    private static async Task<Stream> DialAsync(int edge, int port, IPAddress? from, CancellationToken stop)
    {
        for (var left = SwarmLab.Nodes.Count - 1; ; left--, edge++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
                limit.CancelAfter(TimeSpan.FromSeconds(2));
                socket.Bind(new IPEndPoint(from ?? IPAddress.Any, 0));
                await socket.ConnectAsync(SwarmLab.AddressOf(SwarmLab.Nodes[edge % SwarmLab.Nodes.Count]), port, limit.Token);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                socket.Dispose();
                if (left == 0 || stop.IsCancellationRequested)
                {
                    throw new HttpRequestException("No edge can be reached", e);
                }
            }
        }
    }

    private static async Task<string?> FindLeaderAsync() =>
        (await RowsAsync("node", "ls", "--format", "{{.Hostname}} {{.ManagerStatus}}")).FirstOrDefault(row => row is [_, "Leader"])?[0];

    // Of any node that answers: one that is no manager, or has no leader for the moment, does not.
    private static async Task<IReadOnlyList<string[]>> RowsAsync(params string[] arguments)
    {
        foreach (var node in SwarmLab.Nodes.Reverse())
        {
            if (await SwarmLab.TryAsync(node, arguments) is { ExitCode: 0 } answer)
            {
                return [.. answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
            }
        }

        return [];
    }

    private static async Task LabelAsync()
    {
        foreach (var node in SwarmLab.Nodes)
        {
            string[] labels = node == DatabaseNode ? ["crm.edge=true", "crm.db=true", "crm.backup=true"] : ["crm.edge=true"];
            await SwarmLab.RunAsync(DatabaseNode, ["node", "update", .. labels.SelectMany(label => new[] { "--label-add", label }), node]);
        }
    }

    private static async Task<string> BuildAsync(string version, string more = "")
    {
        var name = $"{Repository}:{version}";
        var build = new EngineCall(["build", "--quiet", "--tag", name, "-"], Input: $"FROM {StackImages.Name}\nLABEL version={version}\n{more}");
        (await Engine.TryAsync(build)).Successful();
        return name;
    }

    private void WriteFolder(StackFolder folder, string image, IReadOnlyList<(string Name, string? Value)> further)
    {
        folder.WriteSettings(
        [
            ("CRM_IMAGE", image), ("RESOLVE_IMAGES", "never"), ("WEB_PROCESSES", "3"), ("DOMAIN", ComposeStack.Domain),
            ("LETSENCRYPT_EMAIL", "operator@example.org"), ("ACME_SERVER", "https://127.0.0.1:1/dir"),
            ("EMAIL_BACKEND", "smtp"), ("EMAIL_HOST", SwarmLab.Machine), ("EMAIL_PORT", $"{Mail.Port}"), ("EMAIL_USE_TLS", "False"),
            ("DEFAULT_FROM_EMAIL", "Exhibition <crm@exhibition.example>"),
            ("SUPERUSER_USERNAME", "boss"), ("SUPERUSER_EMAIL", "boss@exhibition.example"), ("SUPERUSER_PASSWORD", Password),

            // Decides how soon a mail that a killed process had in hand is taken up by another.
            ("EMAIL_TIMEOUT", "5"),
            .. further,
        ]);

        // What never becomes healthy is to be known sooner than an operator would want.
        var file = Path.Combine(folder.Path, "docker-stack.yml");
        var text = File.ReadAllText(file);
        Assert.Contains("start_period: 40s", text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace("start_period: 40s", "start_period: 10s", StringComparison.Ordinal));
    }
}

/// <summary>A process of a service that runs somewhere.</summary>
internal sealed record SwarmTask(string Node, string Image);
