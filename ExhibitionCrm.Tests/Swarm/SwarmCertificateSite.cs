using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using ExhibitionCrm.Tests.Stacks;

namespace ExhibitionCrm.Tests.Swarm;

/// <summary>
/// The site with a test authority outside, which reaches it as visitors do, and whose certificates are renewed all the
/// time. Certbot is on the node with the database. A class fixture.
/// </summary>
public sealed partial class SwarmCertificateSite : SwarmSite
{
    private const string Authority = "exhibition-crm-swarm-authority";
    private const string CertbotFolder = "/etc/letsencrypt";
    private const string Challenges = "/var/www/challenges/.well-known/acme-challenge";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private string? _names;
    private X509Certificate2? _root;

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        if (_root is not null)
        {
            await RemoveAuthorityAsync();
            _root.Dispose();
        }

        await base.DisposeAsync();
    }

    /// <summary>Has the site's name lead the authority to these edges, the first one first.</summary>
    internal void LeadNameTo(params IEnumerable<string> nodes) =>
        File.WriteAllLines(_names!, nodes.Select(node => $"{SwarmLab.AddressOf(node)} {ComposeStack.Domain}"));

    /// <summary>Waits until each edge shows the same certificate of the authority.</summary>
    /// <returns>Its serial number.</returns>
    internal async Task<string> WaitForOneCertificateAsync(string? otherThan = null)
    {
        var serial = "";
        await Eventually.TrueAsync(
            async () => (await Task.WhenAll(SwarmLab.Nodes.Select(ShownAsync))).Distinct().ToList() is [{ IsTrusted: true } one] && (serial = one.Serial) != otherThan,
            "one certificate at each edge",
            Patience);
        return serial;
    }

    /// <summary>The certificate that an edge shows to whoever comes now; null where nobody answers.</summary>
    internal async Task<ShownCertificate?> ShownAsync(string node)
    {
        var isTrusted = false;
        try
        {
            await using var stream = new SslStream(await DialAsync(node, Url.Port));
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = ComposeStack.Domain,
                CertificateChainPolicy = TestAuthority.Trust(_root!),
                RemoteCertificateValidationCallback = (_, shown, _, errors) =>
                {
                    isTrusted = errors == SslPolicyErrors.None;
                    return shown is not null;
                },
            });
            return new ShownCertificate(stream.RemoteCertificate!.GetSerialNumberString(), isTrusted);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return null;
        }
    }

    /// <summary>Two counters at each edge, who know no other: one keeps its connection, one comes anew with each request.</summary>
    internal async Task<StackLoad> StartLoadAtEachEdgeAsync()
    {
        var counters = new List<Counter>();
        foreach (var node in SwarmLab.Nodes)
        {
            counters.Add(await SignInAtAsync(node, Timeout.InfiniteTimeSpan));
            counters.Add(await SignInAtAsync(node, TimeSpan.Zero));
        }

        return StackLoad.Start(counters);
    }

    /// <summary>How many challenges of the authority an edge has answered.</summary>
    internal static async Task<int> ChallengesAnsweredAsync(string node) =>
        AnsweredChallenge().Count((await SwarmLab.TryAsync(node, "logs", await EdgeAsync(node))).All);

    /// <summary>Runs a command where certbot runs.</summary>
    internal static async Task<string> CertbotAsync(string command) =>
        await SwarmLab.RunAsync(DatabaseNode, "exec", Assert.Single(await SwarmLab.ContainersAsync(DatabaseNode, "crm_certbot")), "sh", "-c", command);

    /// <summary>Has certbot answer a challenge.</summary>
    internal static Task WriteChallengeAsync(string token, string answer) => CertbotAsync($"echo '{answer}' > {Challenges}/{token}");

    /// <summary>What only certbot and the edges may know: the lines of the certificate's key, and the secret that encrypts it on its way.</summary>
    internal static async Task<IReadOnlyList<string>> SecretsAsync()
    {
        var secrets = await CertbotAsync($"cat {CertbotFolder}/live/crm/privkey.pem; echo; cat /run/secrets/certificate_key");
        return ["PRIVATE KEY", .. secrets.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("-----", StringComparison.Ordinal))];
    }

    /// <summary>What an edge has from certbot, as it is on the network.</summary>
    internal static async Task<string> HandedOutAsync(string node) =>
        await SwarmLab.RunAsync(node, "exec", await EdgeAsync(node), "curl", "--silent", "--fail", "http://certbot:8080/certificate");

    private protected override async Task<IReadOnlyList<(string Name, string? Value)>> PrepareAsync(StackFolder folder)
    {
        TestAuthority.WriteFiles(folder.Path, SwarmLab.Machine, TimeSpan.FromHours(1));
        var files = Path.Combine(folder.Path, "pebble");
        _names = Path.Combine(files, "hosts");
        LeadNameTo(SwarmLab.Nodes);
        await RemoveAuthorityAsync();
        await Engine.RunAsync(
            "run", "--detach", "--rm", "--name", Authority, "--network", "host", "--env", "PEBBLE_VA_NOSLEEP=1", "--env", "PEBBLE_AUTHZREUSE=0",
            "--volume", $"{files}:/pebble:ro", "--volume", $"{_names}:/etc/hosts:ro", TestAuthority.Image, "-config", "/pebble/config.json");
        _root = X509Certificate2.CreateFromPem(await Engine.RunAsync(["run", "--rm", "--network", "host", "nginx:stable", .. TestAuthority.AskForRoot(SwarmLab.Machine)]));

        // Where an operator puts it as well: the stack takes a volume that is there.
        (await Engine.TryAsync(new EngineCall(
            ["--host", SwarmLab.EngineOf(DatabaseNode), "run", "--rm", "--interactive", "--volume", "crm_certificates:/to", "--entrypoint", "sh", StackImages.Tools, "-c", "cat > /to/ca.pem"],
            Input: await File.ReadAllTextAsync(Path.Combine(folder.Path, "certbot", "ca.pem"))))).Successful();

        // Between two renewals each edge looks for a new one several times.
        return [("ACME_SERVER", $"https://{SwarmLab.Machine}:14000/dir"), ("CERTBOT_RETRY_SECONDS", "2"), ("CERTBOT_RENEW_SECONDS", "15")];
    }

    private Task<Counter> SignInAtAsync(string node, TimeSpan lifetimeOfConnections) => Counter.SignInAsync(Url, Password, handler =>
    {
        handler.ConnectCallback = async (context, _) => await DialAsync(node, context.DnsEndPoint.Port);
        handler.SslOptions.CertificateChainPolicy = TestAuthority.Trust(_root!);
        handler.PooledConnectionLifetime = lifetimeOfConnections;
    });

    private static Task<EngineAnswer> RemoveAuthorityAsync() => Engine.TryAsync(new EngineCall(["rm", "--force", Authority]));

    private static async Task<string> EdgeAsync(string node) => Assert.Single(await SwarmLab.ContainersAsync(node, "crm_nginx"));

    private static async Task<Stream> DialAsync(string node, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(SwarmLab.AddressOf(node), port);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    [GeneratedRegex(@"^10\.77\.0\.1 .*GET /\.well-known/acme-challenge/[\w-]{43} \S+ 200 ", RegexOptions.Multiline)]
    private static partial Regex AnsweredChallenge();
}

/// <param name="IsTrusted">The authority signed it, for the site's name.</param>
internal sealed record ShownCertificate(string Serial, bool IsTrusted);
