#if SWARM_UNDER_LOAD
using System.Diagnostics;
using ExhibitionCrm.Tests.Stacks;
using Xunit.Abstractions;

namespace ExhibitionCrm.Tests.Swarm;

/// <summary>
/// The site beside a database of three servers, while people work: whichever machine breaks, others go on in its place,
/// and what the site said it has saved is there. As <see cref="SwarmTests"/>, asked for by SwarmUnderLoad.
/// </summary>
[Collection(OneStackAtATime.Name)]
public sealed class SwarmClusterTests(SwarmClusterSite site, ITestOutputHelper output) : IClassFixture<SwarmClusterSite>
{
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [SwarmFact]
    public async Task Stack_OnTheCluster_AsksItEncryptedAndIsBackedUp()
    {
        output.WriteLine($"swarm stack beside a database cluster, time from up to healthy: {site.TimeToHealthy.TotalSeconds:F0} s");
        await SwarmClusterSite.WaitForServersAsync();
        using var counter = await SwarmSite.SignInAsync();
        await counter.AddBillAsync(await counter.RegisterAsync("Clara"), "2.50");
        Assert.Equal(["t"], await site.QueryAsync("select bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid) where usename = 'exhibition_web'"));
        Assert.Empty(await SwarmLab.ContainersAsync(SwarmSite.DatabaseNode, "crm_db"));

        var backup = await site.OperateAsync("backup");
        Assert.True(backup.ExitCode == 0, backup.All);
        Assert.Contains("was restored on trial", backup.Output, StringComparison.Ordinal);
    }

    // The swarm starts it again: it goes on, or another has taken over by then.
    [SwarmFact]
    public Task Kill_OfThePrimary_IsOverInSecondsAndLosesNothing() => SurvivesAsync(
        "the primary killed",
        async node => await SwarmLab.RunAsync(node, "kill", (await SwarmClusterSite.ServerAsync(node))!),
        _ => Task.CompletedTask);

    [SwarmFact]
    public Task Kill_OfThePrimarysNode_IsOverInSecondsAndLosesNothing() => SurvivesAsync("the primary's node killed", SwarmLab.KillAsync, SwarmLab.StartAsync);

    [SwarmFact]
    public async Task Cut_OfThePrimarysNode_IsOverInSecondsLosesNothingAndOneSideWrites()
    {
        await SwarmClusterSite.WaitForServersAsync();
        await site.QueryAsync("create table sides (name text not null)");
        var alone = new List<EngineAnswer>();
        await SurvivesAsync(
            "the primary's node cut off",
            async node =>
            {
                await SwarmLab.CutAsync(node);

                // Over its own socket it takes orders as long as it lives.
                IReadOnlyList<string> others = [.. SwarmLab.Nodes.Where(other => other != node)];
                string? successor = null;
                await Eventually.TrueAsync(
                    async () =>
                    {
                        alone.Add(await SwarmClusterSite.TryQueryAsync(node, "insert into sides values ('cut off')"));
                        return (successor = await SwarmClusterSite.FindPrimaryAsync(others)) is not null;
                    },
                    "a successor",
                    Patience);
                await Eventually.TrueAsync(
                    async () => (await SwarmClusterSite.TryQueryAsync(successor!, "insert into sides values ('successor')")).ExitCode == 0, "the successor to be written to", Patience);
                alone.Add(await SwarmClusterSite.TryQueryAsync(node, "insert into sides values ('cut off')"));
                output.WriteLine(string.Join('\n', alone.Select(answer => $"written to the one cut off: {answer.ExitCode} {answer.All.Trim()}")));
            },
            SwarmLab.PlugAsync);

        Assert.DoesNotContain(alone, answer => answer.ExitCode == 0);
        Assert.Equal(["successor"], await site.QueryAsync("select name from sides"));
        await site.QueryAsync("drop table sides");
    }

    private async Task SurvivesAsync(string what, Func<string, Task> strike, Func<string, Task> mend)
    {
        await SwarmClusterSite.WaitForServersAsync();
        var node = (await SwarmClusterSite.FindPrimaryAsync(SwarmLab.Nodes))!;
        await site.HaveWebOnAsync(node);
        await using var load = await SwarmSite.StartLoadAsync(persistent: true);
        await load.WaitForAsync(10);
        var clock = Stopwatch.StartNew();
        try
        {
            await strike(node);
            await load.WaitForAsync(load.Acknowledged.Count + 20);
        }
        finally
        {
            await mend(node);
        }

        await SwarmSite.WaitWholeAsync();
        await SwarmClusterSite.WaitForServersAsync();
        output.WriteLine($"{what}: whole again after {clock.Elapsed.TotalSeconds:F0} s; the primary was on {node} and is on {await SwarmClusterSite.FindPrimaryAsync(SwarmLab.Nodes)}");
        await SwarmSite.AssertNobodyWaitedLongAsync(load, Recovery, what, output);
        await site.AssertNothingIsLostAsync(load, output);
    }
}
#endif
