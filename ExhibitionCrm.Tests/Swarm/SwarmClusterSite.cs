using System.Text.Json;
using ExhibitionCrm.Tests.Stacks;

namespace ExhibitionCrm.Tests.Swarm;

/// <summary>
/// The site beside the example database cluster of compose/cluster/, both deployed as the README says: db1 on the first
/// machine, and so on. A class fixture.
/// </summary>
public sealed class SwarmClusterSite : SwarmSite
{
    private const string Image = "exhibition-crm-cluster:15";
    private const string Stack = "crm-database";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The machine of the server that may be written to, as the servers say themselves.</summary>
    internal static async Task<string?> FindPrimaryAsync(IEnumerable<string> nodes)
    {
        foreach (var node in nodes)
        {
            if (await TryQueryAsync(node, "select pg_is_in_recovery()") is { ExitCode: 0, Output: "f\n" })
            {
                return node;
            }
        }

        return null;
    }

    /// <summary>Waits until all three servers are there and what is written is on two of them.</summary>
    internal static Task WaitForServersAsync() => Eventually.TrueAsync(
        async () => await MembersAsync() is { Count: 3 } members && members.Count(member => member is ("Leader", _)) == 1
            && members.Any(member => member is ("Sync Standby", _)) && members.All(member => member.State is "running" or "streaming"),
        "three servers of the database",
        Patience);

    /// <summary>Asks a machine's own server, over its socket.</summary>
    internal static async Task<EngineAnswer> TryQueryAsync(string node, string sql)
    {
        const string ask = "PGPASSWORD=$(cat /run/secrets/db_password) exec timeout 5 psql -v ON_ERROR_STOP=1 -h /tmp -U exhibition -d \"$0\" -Atc \"$1\"";
        return await SwarmLab.TryAsync(node, "exec", await ServerAsync(node) ?? "none", "sh", "-c", ask, "exhibition_db", sql);
    }

    /// <summary>The container of a machine's server.</summary>
    internal static async Task<string?> ServerAsync(string node) => await SwarmLab.ContainersAsync(node, $"{Stack}_db{node[1..]}") is [var server, ..] ? server : null;

    /// <inheritdoc/>
    internal override async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        var primary = await FindPrimaryAsync(SwarmLab.Nodes) ?? throw new InvalidOperationException("No server may be written to");
        return (await TryQueryAsync(primary, sql)).Successful().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private protected override async Task<IReadOnlyList<string>> FurtherImagesAsync()
    {
        await Engine.RunAsync("build", "--quiet", "--tag", Image, Path.Combine(StackFolder.Committed, "cluster"));
        return [Image];
    }

    private protected override async Task<IReadOnlyList<(string Name, string? Value)>> PrepareAsync(StackFolder folder)
    {
        var cluster = Path.Combine(folder.Path, "cluster");
        (await Engine.TryAsync(new EngineCall([], Program: Path.Combine(cluster, "make-secrets")))).Successful();
        foreach (var node in SwarmLab.Nodes)
        {
            await SwarmLab.RunAsync(DatabaseNode, "node", "update", "--label-add", $"db={node[1..]}", node);
        }

        await SwarmLab.RunAsync(
            DatabaseNode, "stack", "deploy", "--detach=true", "--resolve-image", "never", "--compose-file", Path.Combine(cluster, "docker-stack.cluster.yml"), Stack);
        return
        [
            ("DB_HOST", "db1,db2,db3"), ("DB_CA_FILE", "cluster/secrets/db_ca"), ("DB_NETWORK", "crm_database"),
            ("DB_PASSWORD", (await File.ReadAllTextAsync(Path.Combine(cluster, "secrets", "db_password"))).Trim()),
        ];
    }

    // As Patroni sees them, of any that answers.
    private static async Task<IReadOnlyList<(string Role, string State)>> MembersAsync()
    {
        foreach (var node in SwarmLab.Nodes)
        {
            if (await ServerAsync(node) is { } server && await SwarmLab.TryAsync(node, "exec", server, "cluster", "list", "--format", "json") is { ExitCode: 0 } answer)
            {
                using var members = JsonDocument.Parse(answer.Output);
                return [.. members.RootElement.EnumerateArray().Select(member => (member.GetProperty("Role").GetString()!, member.GetProperty("State").GetString()!))];
            }
        }

        return [];
    }
}
