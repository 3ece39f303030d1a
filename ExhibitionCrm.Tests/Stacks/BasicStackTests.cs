namespace ExhibitionCrm.Tests.Stacks;

/// <summary>What the containers of the running basic stack may do, and what befalls them.</summary>
[Collection(OneStackAtATime.Name)]
public sealed class BasicStackTests(BasicSite basic) : IClassFixture<BasicSite>
{
    [EngineFact]
    public async Task Web_RunsWithoutRights()
    {
        var status = await basic.Stack.ExecAsync("web", "sh", "-c", "id -u; grep -E '^(CapEff|CapBnd|NoNewPrivs):' /proc/1/status");
        Assert.Equal(["1654", "CapBnd: 0000000000000000", "CapEff: 0000000000000000", "NoNewPrivs: 1"],
            status.Replace('\t', ' ').Split('\n').OrderBy(line => line, StringComparer.Ordinal));
    }

    [EngineFact]
    public async Task Web_WritesToMediaAndScratchOnly()
    {
        const string tryAll = "for d in / /app /app/staticfiles /usr/local/bin /etc /home/app /app/media /tmp; do ( : >$d/probe ) 2>/dev/null && rm $d/probe && echo $d; done; true";
        Assert.Equal(["/app/media", "/tmp"], (await basic.Stack.ExecAsync("web", "sh", "-c", tryAll)).Split('\n'));
    }

    [EngineFact]
    public async Task Ports_OfAllServices_AreOnLoopbackOnly()
    {
        var published = await Task.WhenAll((await basic.Stack.ContainersAsync()).Select(async c => await Engine.RunAsync("port", c.Name)));
        var lines = published.SelectMany(p => p.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.Contains("-> 127.0.0.1:", line, StringComparison.Ordinal));
    }

    [EngineFact]
    public async Task Secrets_AreInNoLogAndNotInTheImage()
    {
        await basic.Counter.RegisterAsync("Log Reader");
        await StackLife.AssertSecretsAreKeptAsync(basic.Stack);
    }

    [EngineTheory]
    [InlineData("web")]
    [InlineData("db")]
    public Task Kill_UnderLoad_LosesNothingThatWasAcknowledged(string service) => StackLife.AssertSurvivesKillAsync(basic.Stack, basic.Mail, service);
}
