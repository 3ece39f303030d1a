using System.Net;
using System.Net.Http.Headers;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>What the running production stack shows to the world, and what befalls its containers.</summary>
[Collection(OneStackAtATime.Name)]
public sealed partial class ProductionStackTests(ProductionSite production) : IClassFixture<ProductionSite>
{
    private const string Search = "/customers?q=searched-for%40example.org";

    [EngineFact]
    public async Task Ports_OfTheStack_AreThoseOfNginxAlone()
    {
        foreach (var container in await production.Stack.ContainersAsync())
        {
            var ports = (await Engine.RunAsync("port", container.Name)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).Distinct();
            Assert.Equal(container.Service == "nginx" ? ["443/tcp", "80/tcp"] : [], ports.Order(StringComparer.Ordinal));
        }
    }

    [EngineFact]
    public async Task WebAndDb_FromTheMachine_AreNotReached()
    {
        var addresses = NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address).ToList();
        Assert.Contains(IPAddress.Loopback, addresses);
        foreach (var port in new[] { 8000, 5432 }.Except(production.TakenPorts))
        {
            Assert.All(await Task.WhenAll(addresses.Select(address => AnswersAsync(address, port))), Assert.Null);
        }
    }

    [EngineFact]
    public async Task Headers_OfEveryKindOfAnswer_AreThereOnce()
    {
        using var stranger = production.Stack.Visit();
        var staff = production.Counter.Browser.Http;
        foreach (var (visitor, path, status) in new[]
        {
            (stranger, "/account/sign-in", HttpStatusCode.OK), (stranger, "/", HttpStatusCode.Redirect), (stranger, "/media/no-such-file", HttpStatusCode.NotFound),
            (stranger, await StaticFileAsync(stranger), HttpStatusCode.OK), (staff, "/no-such-file.0123456789.css", HttpStatusCode.NotFound),
            (staff, "/customers", HttpStatusCode.OK), (staff, "/no-such-page", HttpStatusCode.NotFound),
        })
        {
            using var answer = await GetAsync(visitor, path);
            Assert.Equal((path, status, HttpVersion.Version20), (path, answer.StatusCode, answer.Version));
            AssertPromisedHeaders(answer);
        }
    }

    [EngineFact]
    public async Task StaticFile_WithAFingerprint_IsPackedAndKeptForEver()
    {
        using var stranger = production.Stack.Visit();
        var file = await StaticFileAsync(stranger);
        stranger.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var answer = await GetAsync(stranger, file);
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        Assert.Equal("public, max-age=31536000, immutable", Assert.Single(answer.Headers.GetValues("Cache-Control")));
        Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
    }

    [EngineFact]
    public async Task Http_WithAnyPath_LeadsToHttps()
    {
        using var stranger = production.Stack.Visit();
        using var answer = await GetAsync(stranger, $"http://{ComposeStack.Domain}/bills/new?customer=C-1&x=%2F");
        Assert.Equal(HttpStatusCode.MovedPermanently, answer.StatusCode);
        Assert.Equal($"https://{ComposeStack.Domain}/bills/new?customer=C-1&x=%2F", answer.Headers.Location?.OriginalString);
    }

    [EngineFact]
    public async Task Visitors_WhileNoWebProcessRuns_AreAskedForPatience()
    {
        using var stranger = production.Stack.Visit();
        var file = await StaticFileAsync(stranger);
        await production.Stack.RunAsync("stop", "web");
        try
        {
            using var answer = await GetAsync(stranger, Search);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            AssertPromisedHeaders(answer);
            Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
            Assert.Equal("no-store", Assert.Single(answer.Headers.GetValues("Cache-Control")));
            Assert.Contains("Back in a moment", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.All(
                await Task.WhenAll(GetAsync(stranger, "/nginx.css"), GetAsync(stranger, file)),
                style => Assert.Equal(("text/css", HttpStatusCode.OK), (style.Content.Headers.ContentType?.MediaType, style.StatusCode)));
        }
        finally
        {
            await production.Stack.RunAsync("start", "web");
            await production.Stack.WaitServingAsync();
        }

        await AssertLogsDoNotTellOfSearchesAsync();
    }

    [EngineFact]
    public async Task Media_ForStrangers_AreNotThereAndForStaffAreDownloads()
    {
        await production.Stack.ExecWithInputAsync("web", "<script>alert(1)</script>", "sh", "-c", "cat > /app/media/upload.html");
        using var stranger = production.Stack.Visit();
        using var refused = await GetAsync(stranger, "/media/upload.html");
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);

        using var answer = await GetAsync(production.Counter.Browser.Http, "/media/upload.html");
        Assert.Equal("<script>alert(1)</script>", await answer.Content.ReadAsStringAsync());
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.ToString());
        Assert.Equal((true, true), (answer.Headers.CacheControl?.Private, answer.Headers.CacheControl?.NoCache));
        AssertPromisedHeaders(answer, "default-src 'none'; sandbox;");
    }

    [EngineFact]
    public async Task Body_LargerThanTenMegabytes_IsRefused()
    {
        using var stranger = production.Stack.Visit();
        using var content = new ByteArrayContent(new byte[11 * 1024 * 1024]);
        using var answer = await stranger.PostAsync(new Uri("/customers/new", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        AssertPromisedHeaders(answer);
    }

    [EngineFact]
    public async Task SignInForms_BeyondTheLimit_AreSlowedDownForTheirSenderAlone()
    {
        // From another address than everybody else, who can go on. The program has a limit and a page of its own.
        const string send = """
            curl --silent --insecure --include --resolve crm.example.org:443:127.0.0.1 --data x=1 --output '/tmp/answer-#1' \
              --write-out '%{http_code}\n' "https://crm.example.org$0?form=[1-$1]"
            """;
        var answers = (await production.Stack.ExecAsync("nginx", "sh", "-c", send, "/account/sign-in", "500")).Split('\n');
        Assert.DoesNotContain("429", answers[..200]);
        Assert.Contains("429", answers);
        var refused = await production.Stack.ExecAsync("nginx", "sh", "-c", "cat $(grep -l nginx.css /tmp/answer-* | head -n 1)");
        Assert.StartsWith("HTTP/2 429", refused, StringComparison.Ordinal);
        Assert.Contains("retry-after: 60", refused, StringComparison.Ordinal);
        Assert.Contains("<h1>Too many attempts</h1>", refused, StringComparison.Ordinal);
        Assert.All(Promised, header => Assert.Equal(2, Regex.Split(refused, $"^{header.Name}: ", RegexOptions.IgnoreCase | RegexOptions.Multiline).Length));

        Assert.Contains("429", await production.Stack.ExecAsync("nginx", "sh", "-c", send, "/Account/Forgot-Password/", "60"), StringComparison.Ordinal);
        using var other = await Counter.SignInAsync(production.Stack);
    }

    [EngineFact]
    public async Task Address_ThatAVisitorClaims_DoesNotReachTheAuditTrail()
    {
        using var forger = await Counter.SignInAsync(production.Stack);
        foreach (var (name, value) in new[]
        {
            ("X-Forwarded-For", "203.0.113.7"), ("X-Real-IP", "203.0.113.7"), ("Forwarded", "for=203.0.113.7;host=forged.example;proto=http"),
            ("X-Forwarded-Proto", "http"), ("X-Forwarded-Host", "forged.example"),
        })
        {
            forger.Browser.Http.DefaultRequestHeaders.Add(name, value);
        }

        string[] customers = [await forger.RegisterAsync("Forged"), await production.Counter.RegisterAsync("Honest")];
        var addresses = await production.Stack.QueryAsync(
            $"select host(address) from audit_entries where kind = 'customer.registered' and subject_id in ('{string.Join("', '", customers)}')");
        Assert.Equal(2, addresses.Count);
        var address = IPAddress.Parse(Assert.Single(addresses.Distinct())).MapToIPv4();
        Assert.DoesNotContain(address, new[] { IPAddress.Parse("203.0.113.7"), IPAddress.Parse(await AddressOfAsync("nginx")) });
    }

    [EngineFact]
    public async Task Visitor_ByIpv6_ComesWithAnAddressOfItsOwn()
    {
        const string visit = """
            hostname -I
            exec curl --silent --show-error --ipv6 --insecure --connect-to "$0:443:nginx:443" --output /dev/null --write-out '%{http_code}' https://$0/account/sign-in
            """;
        var said = await Engine.RunAsync(
            "run", "--rm", "--network", $"{production.Stack.Project}_backend", "--entrypoint", "sh", "nginx:stable", "-c", visit, ComposeStack.Domain);

        var address = said.Split([' ', '\n']).First(part => part.StartsWith("fd", StringComparison.Ordinal));
        Assert.EndsWith("200", said, StringComparison.Ordinal);
        Assert.Contains($"{address} [", await production.Stack.LogsAsync("nginx"), StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Nginx_WhoseWorkersCannotRead_IsNotCalledHealthy()
    {
        Task<EngineAnswer> CheckAsync() => production.Stack.TryAsync(["exec", "-T", "nginx", "sh", "/etc/nginx/healthy"]);
        Assert.Equal(0, (await CheckAsync()).ExitCode);
        await production.Stack.ExecAsync("nginx", "chmod", "600", "/run/nginx/pages/nginx.css");
        var answer = await CheckAsync();
        await ReloadNginxAsync();
        Assert.NotEqual(0, answer.ExitCode);
        Assert.Equal(0, (await CheckAsync()).ExitCode);
    }

    // As Docker, Podman, and an engine whose name server has an address of IPv6 write it.
    [EngineTheory]
    [InlineData("nameserver 127.0.0.11\noptions ndots:0\n", "127.0.0.11")]
    [InlineData("search dns.podman\nnameserver 10.89.0.1\nnameserver 192.0.2.1\n", "10.89.0.1")]
    [InlineData("# by hand\nnameserver fe80::1%eth0\nnameserver fd00::53\n", "[fd00::53]")]
    public async Task Nginx_AsksTheNameServerThatItsEngineGave(string resolvConf, string expected)
    {
        await production.Stack.ExecWithInputAsync("nginx", resolvConf, "sh", "-c", "cat > /tmp/resolv.conf");
        await ReloadNginxAsync("/tmp/resolv.conf");
        var resolver = await production.Stack.ExecAsync("nginx", "cat", "/run/nginx/resolver.conf");
        await ReloadNginxAsync();
        Assert.Equal($"resolver {expected} valid=1s ipv6=off;", resolver);
    }

    [EngineFact]
    public async Task Nginx_WithoutANameServer_SaysSoAndGoesOnAsItWas()
    {
        var answer = await production.Stack.TryAsync(["exec", "-T", "-e", "RESOLV_CONF=/dev/null", "nginx", "sh", "/etc/nginx/start", "reload"]);
        await ReloadNginxAsync();
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("names no name server", answer.Error, StringComparison.Ordinal);
        await production.Stack.WaitServingAsync();
    }

    [EngineFact]
    public async Task Searches_AreInNoLogOfNginx()
    {
        await production.Counter.Browser.GetPageAsync(Search);
        using var stranger = production.Stack.Visit();
        stranger.DefaultRequestHeaders.Referrer = new Uri(production.Stack.SiteUrl, Search);
        (await GetAsync(stranger, "/no-such-page?q=searched-for")).Dispose();
        (await GetAsync(stranger, $"http://{ComposeStack.Domain}{Search}")).Dispose();
        await AssertLogsDoNotTellOfSearchesAsync();
    }

    [EngineFact]
    public async Task Secrets_AreInNoLogAndNotInTheImage()
    {
        await production.Counter.RegisterAsync("Log Reader");
        await StackLife.AssertSecretsAreKeptAsync(production.Stack);
    }

    [EngineFact]
    public async Task Visitors_WhoRead_DoNotNoticeThatWebProcessesComeAndGo()
    {
        using var reading = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => ReadUntilAsync(reading.Token))).ToList();
        await production.Stack.KillAsync("web");
        await production.Stack.RunAsync("up", "-d", "--no-deps", "--no-recreate", "--scale", "web=3", "web");
        var third = (await production.Stack.ContainersAsync()).Single(c => c.Name.EndsWith("-web-3", StringComparison.Ordinal));
        var address = await AddressOfAsync(third);
        await Eventually.TrueAsync(
            async () =>
            {
                await (readers.Find(r => r.IsFaulted) ?? Task.CompletedTask);
                return (await production.Stack.LogsAsync("nginx")).Contains($"web={address}:8000 200", StringComparison.Ordinal);
            },
            "the third process to be asked",
            TimeSpan.FromMinutes(1));
        await production.Stack.RunAsync("up", "-d", "--no-deps", "--no-recreate", "--scale", "web=2", "web");
        await Task.Delay(TimeSpan.FromSeconds(2));
        await reading.CancelAsync();

        Assert.All(await Task.WhenAll(readers), read => Assert.True(read > 20, $"only {read} pages were read"));
    }

    [EngineTheory]
    [InlineData("nginx")]
    [InlineData("web")]
    [InlineData("db")]
    public Task Kill_UnderLoad_LosesNothingThatWasAcknowledged(string service) => StackLife.AssertSurvivesKillAsync(production.Stack, production.Mail, service);

    private static readonly (string Name, string Value)[] Promised =
    [
        ("Strict-Transport-Security", "max-age=63072000"), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"),
        ("Content-Security-Policy", "default-src 'self';"),
    ];

    private async Task<int> ReadUntilAsync(CancellationToken stop)
    {
        using var stranger = production.Stack.Visit();
        var read = 0;
        for (; !stop.IsCancellationRequested; read++)
        {
            using var answer = await GetAsync(stranger, "/account/sign-in");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        return read;
    }

    private Task<string> ReloadNginxAsync(string resolvConf = "/etc/resolv.conf") =>
        production.Stack.RunAsync("exec", "-T", "-e", $"RESOLV_CONF={resolvConf}", "nginx", "sh", "/etc/nginx/start", "reload");

    private async Task<string> AddressOfAsync(string service) => await AddressOfAsync(await production.Stack.ContainerAsync(service));

    private static Task<string> AddressOfAsync(StackContainer container) =>
        Engine.RunAsync("inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container.Id);

    private static async Task<string?> AnswersAsync(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, port);
            return $"{address}:{port} answers";
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static void AssertPromisedHeaders(HttpResponseMessage answer, string? policy = null)
    {
        foreach (var (name, value) in Promised)
        {
            Assert.True(answer.Headers.TryGetValues(name, out var values), $"{answer.RequestMessage?.RequestUri} has no {name}");
            var expected = name == "Content-Security-Policy" && policy is not null ? policy : value;
            Assert.StartsWith(expected, Assert.Single(values), StringComparison.Ordinal);
        }
    }

    private async Task AssertLogsDoNotTellOfSearchesAsync()
    {
        var log = await production.Stack.LogsAsync("nginx");
        Assert.Matches("\"GET (/e/exhibition)?/customers HTTP/", log);
        Assert.DoesNotContain("searched-for", log, StringComparison.Ordinal);
        Assert.DoesNotContain('?', log);
    }

    private static Task<HttpResponseMessage> GetAsync(HttpClient visitor, string url) => visitor.GetAsync(new Uri(url, UriKind.RelativeOrAbsolute));

    private static async Task<string> StaticFileAsync(HttpClient visitor)
    {
        var link = StyleSheet().Match(await visitor.GetStringAsync(new Uri("/account/sign-in", UriKind.Relative)));
        Assert.True(link.Success);
        return link.Groups["path"].Value;
    }

    [GeneratedRegex("""href="(?<path>/[^"]+\.[a-z0-9]{10}\.css)["?]""")]
    private static partial Regex StyleSheet();
}
