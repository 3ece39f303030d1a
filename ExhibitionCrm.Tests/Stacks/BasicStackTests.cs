using System.Globalization;
using System.Text.Json;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>What the containers of the running basic stack may do, and what befalls them.</summary>
[Collection(OneStackAtATime.Name)]
public sealed class BasicStackTests(BasicSite basic) : IClassFixture<BasicSite>
{
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(2);

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
        string[] secrets = [basic.Stack.SettingOf("SECRET_KEY"), basic.Stack.SettingOf("DB_PASSWORD"), Counter.Password(basic.Stack)];
        var logs = await basic.Stack.LogsAsync();
        Assert.Contains("web", logs, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, logs, StringComparison.Ordinal));

        var image = await Engine.RunAsync("image", "inspect", StackImages.Name);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, image, StringComparison.Ordinal));
        using var described = JsonDocument.Parse(image);
        var config = described.RootElement[0].GetProperty("Config");
        Assert.Equal("1654:1654", config.GetProperty("User").GetString());
        Assert.DoesNotContain(config.GetProperty("Env").EnumerateArray(), variable =>
            new[] { "SECRET", "PASSWORD", "TOKEN", "DATABASE_URL" }.Any(word => variable.GetString()!.Split('=')[0].Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    [EngineFact]
    public Task Kill_OfWebUnderLoad_LosesNothingThatWasAcknowledged() => KillUnderLoadAsync("web");

    [EngineFact]
    public Task Kill_OfDbUnderLoad_LosesNothingThatWasAcknowledged() => KillUnderLoadAsync("db");

    private async Task KillUnderLoadAsync(string service)
    {
        var before = await basic.Stack.ContainerAsync(service);
        await using var load = StackLoad.Start(basic.Stack);
        await load.WaitForAsync(10);
        await basic.Stack.KillAsync(service);
        await load.WaitForAsync(load.Acknowledged.Count + 15, Recovery);
        await load.StopAsync();

        Assert.Equal("1", await Engine.RunAsync("inspect", "--format", "{{.RestartCount}}", before.Id));
        var totals = (await basic.Stack.QueryAsync("select id, bill_total from customers")).Select(row => row.Split('|'))
            .ToDictionary(row => row[0], row => decimal.Parse(row[1], CultureInfo.InvariantCulture));
        Assert.All(load.Acknowledged, made => Assert.True(totals.TryGetValue(made.CustomerId, out var total) && total >= made.Total, $"{made} is {(totals.TryGetValue(made.CustomerId, out var t) ? t : "missing")}"));

        // A kill may double a mail that was on its way, never lose one.
        await Eventually.TrueAsync(
            async () => (await basic.Stack.QueryAsync("select count(*) from outbox_messages where state <> 'Sent'"))[0] == "0", "every mail to be sent", Recovery);
        var addresses = basic.Mail.Mails.Select(m => m.Recipient).ToHashSet();
        Assert.All(load.Acknowledged, made => Assert.Contains(made.Email, addresses));
    }
}
