#if SWARM_UNDER_LOAD
using ExhibitionCrm.Tests.Stacks;
using Xunit.Abstractions;

namespace ExhibitionCrm.Tests.Swarm;

/// <summary>
/// Certbot runs once: what the authority asks at any edge reaches it, and what it gets reaches each edge. As
/// <see cref="SwarmTests"/>, asked for by SwarmUnderLoad.
/// </summary>
[Collection(OneStackAtATime.Name)]
public sealed class SwarmCertificateTests(SwarmCertificateSite site, ITestOutputHelper output) : IClassFixture<SwarmCertificateSite>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [SwarmFact]
    public async Task Challenge_AskedAtEachEdge_IsAnswered()
    {
        await site.WaitForOneCertificateAsync();
        await SwarmCertificateSite.WriteChallengeAsync("asked", "answered");
        using var authority = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        foreach (var challenges in SwarmLab.Nodes.Select(node => $"http://{SwarmLab.AddressOf(node)}/.well-known/acme-challenge/"))
        {
            Assert.Equal("answered\n", await authority.GetStringAsync(new Uri($"{challenges}asked")));

            // Nor does anybody learn of the others, or get what certbot has for edges alone.
            foreach (var path in new[] { "", "..%2f..%2fcertificate", "..%252f..%252fcertificate" })
            {
                using var answer = await authority.GetAsync(new Uri(challenges + path));
                Assert.False(answer.IsSuccessStatusCode, path);
            }
        }
    }

    [SwarmFact]
    public async Task Renewal_ChallengedAtEachEdgeInTurn_ReachesAllAndFailsNoConnection()
    {
        var last = await site.WaitForOneCertificateAsync();
        await using var load = await site.StartLoadAtEachEdgeAsync();
        await load.WaitForAsync(10);
        foreach (var node in SwarmLab.Nodes)
        {
            site.LeadNameTo(node);
            var before = await SwarmCertificateSite.ChallengesAnsweredAsync(node);
            await Eventually.TrueAsync(
                async () => await SwarmCertificateSite.ChallengesAnsweredAsync(node) > before, $"the authority to come to {node}", Patience);
            last = await site.WaitForOneCertificateAsync(otherThan: last);
            output.WriteLine($"challenged at {node}: {last} at each edge");
        }

        site.LeadNameTo(SwarmLab.Nodes);
        await load.WaitForAsync(load.Acknowledged.Count + 10);
        await load.StopAsync();
        output.WriteLine($"{load.Acknowledged.Count} acknowledged meanwhile");
        Assert.True(load.Failures.Count == 0, string.Join('\n', load.Failures));
    }

    [SwarmFact]
    public async Task Edge_ThatWasAwayWhileTheCertificateWasRenewed_ShowsTheNewOneAndNeverItsOwn()
    {
        const string node = "n2";
        var before = await site.WaitForOneCertificateAsync();
        await SwarmLab.KillAsync(node);
        try
        {
            await Eventually.TrueAsync(
                async () => await site.ShownAsync("n1") is { IsTrusted: true } shown && shown.Serial != before, "a renewal while an edge is away", Patience);
        }
        finally
        {
            await SwarmLab.StartAsync(node);
        }

        ShownCertificate? first = null;
        await Eventually.TrueAsync(async () => (first = await site.ShownAsync(node)) is not null, "the edge to answer", Patience);
        Assert.True(first!.IsTrusted, "It showed a certificate of its own");
        await site.WaitForOneCertificateAsync(otherThan: before);
        await SwarmSite.WaitWholeAsync();
    }

    [SwarmFact]
    public async Task Key_OfTheCertificate_IsInNothingThatTheSwarmTellsOrSends()
    {
        var before = await site.WaitForOneCertificateAsync();
        var secrets = await SwarmCertificateSite.SecretsAsync();

        // By now the one with that key was at each edge, or still is.
        await site.WaitForOneCertificateAsync(otherThan: before);
        var services = (await OnManagerAsync("service", "ls", "--quiet")).Split('\n');
        var told = new List<string>
        {
            await OnManagerAsync(["service", "inspect", .. services]),
            await OnManagerAsync(["config", "inspect", "--pretty", .. (await OnManagerAsync("config", "ls", "--quiet")).Split('\n')]),
            await SwarmCertificateSite.HandedOutAsync("n1"),
        };
        foreach (var service in services)
        {
            told.Add((await SwarmLab.TryAsync(SwarmSite.DatabaseNode, "service", "logs", service)).All);
        }

        Assert.Contains(told, text => text.Contains("A new certificate is in use.", StringComparison.Ordinal));
        Assert.Contains(told, text => text.StartsWith("Salted__", StringComparison.Ordinal));
        foreach (var secret in secrets)
        {
            Assert.All(told, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }
    }

    private static Task<string> OnManagerAsync(params string[] arguments) => SwarmLab.RunAsync(SwarmSite.DatabaseNode, arguments);
}
#endif
