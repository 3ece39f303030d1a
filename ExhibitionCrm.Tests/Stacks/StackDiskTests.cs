using System.Net;
using Xunit.Abstractions;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>The database's disk on its bad days.</summary>
[Collection(OneStackAtATime.Name)]
public sealed class StackDiskTests(ITestOutputHelper output)
{
    private const string NoSpace = "No space left on device";
    private const string DiskFile = "docker-compose.disk.yml";

    [EngineFact]
    public async Task FullDisk_IsSaidLosesNothingAndIsOverOnceThereIsSpace()
    {
        await using var stack = await ComposeStack.BasicAsync();
        AddSmallDisk(stack);
        await stack.UpAsync();
        await stack.WaitServingAsync();
        using var counter = await Counter.OpenAsync(stack);
        var saved = new List<string>();

        await FillAsync(stack);
        var refused = await RegisterUntilRefusedAsync(counter, saved);
        await AssertWasToldAsync(stack, refused);
        await stack.ExecAsync("disk", "rm", "/disk/ballast");
        saved.Add(IdOf(await counter.Browser.SubmitAsync(refused)));

        // Without room for its journal the server stops at once, and the engine starts it until it can go on.
        await FillAsync(stack);
        await stack.TryAsync(["exec", "-T", "db", "psql", "-U", "exhibition", "-d", "exhibition_db", "-c", "select pg_switch_wal()", "-c", "create table more as select 1"]);
        await Eventually.TrueAsync(async () => !await stack.IsServingAsync(), "the site to say that it is not well");
        await stack.ExecAsync("disk", "rm", "/disk/ballast");
        await stack.WaitServingAsync();
        saved.Add(await counter.RegisterAsync("After"));

        saved.Sort(StringComparer.Ordinal);
        Assert.Equal(saved, await stack.QueryAsync("select id from customers order by id collate \"C\""));
        Assert.Equal(saved, await stack.QueryAsync("select customer_id from outbox_messages order by customer_id collate \"C\""));
        Assert.Equal(saved, await stack.QueryAsync("select subject_id from audit_entries where kind = 'customer.registered' order by subject_id collate \"C\""));
    }

    [EngineFact]
    public async Task ReadOnlyDisk_IsSaidAndNothingIsServed()
    {
        await using var stack = await ComposeStack.BasicAsync();
        await stack.UpAsync("--wait", "db");
        await stack.DownAsync();
        stack.Add(DiskFile, """
            services:
              db:
                volumes: ["postgres_data:/var/lib/postgresql/data:ro"]

            """);

        var answer = await stack.TryAsync(["up", "-d"]);

        output.WriteLine(answer.All);
        Assert.NotEqual(0, answer.ExitCode);
        Assert.Contains("dependency failed to start: container", answer.Error, StringComparison.Ordinal);
        Assert.Contains("Read-only file system", await stack.LogsAsync("db"), StringComparison.Ordinal);
        Assert.Equal("created", (await stack.ContainerAsync("migrate")).State);
        Assert.Equal("created", (await stack.ContainerAsync("web")).State);
        Assert.False(await stack.IsServingAsync());
    }

    private async Task AssertWasToldAsync(ComposeStack stack, CrmPage refused)
    {
        output.WriteLine(refused.Text);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains("Your changes couldn't be saved", refused.TextOf("main [role=alert]"), StringComparison.Ordinal);
        Assert.Equal("Fuller", refused.ValueOf("Input.Name"));
        Assert.Matches("^fuller[0-9]+@example.org$", refused.ValueOf("Input.Email"));
        Assert.DoesNotContain("Npgsql", refused.Document.Source.Text, StringComparison.Ordinal);
        Assert.Contains(NoSpace, await stack.LogsAsync("db"), StringComparison.Ordinal);
        Assert.Contains(NoSpace, await stack.LogsAsync("web"), StringComparison.Ordinal);
    }

    private static async Task<CrmPage> RegisterUntilRefusedAsync(Counter counter, List<string> saved)
    {
        // The pages in hand still have room for some.
        for (var i = 0; i < 300; i++)
        {
            var form = await counter.Browser.GetPageAsync("/customers/new");
            var answer = await counter.Browser.SubmitAsync(form, ("Input.Name", "Fuller"), ("Input.Email", $"fuller{i}@example.org"), ("Input.Phone", $"030 {1_000_000 + i}"));
            if (answer.Status != HttpStatusCode.Redirect)
            {
                return answer;
            }

            saved.Add(IdOf(answer));
        }

        throw new InvalidOperationException("The disk is not full.");
    }

    private static string IdOf(CrmPage registered) => registered.Location!.Split('/')[^1];

    private static async Task FillAsync(ComposeStack stack) =>
        Assert.Contains(NoSpace, (await stack.TryAsync(["exec", "-T", "disk", "dd", "if=/dev/zero", "of=/disk/ballast", "bs=4k"])).Error, StringComparison.Ordinal);

    // In memory, and kept by a second container while the database starts again.
    private static void AddSmallDisk(ComposeStack stack) => stack.Add(DiskFile, $$"""
        services:
          disk:
            image: {{StackImages.Tools}}
            entrypoint: [sleep, infinity]
            init: true
            volumes: ["postgres_data:/disk"]
        volumes:
          postgres_data:
            driver_opts: {type: tmpfs, device: tmpfs, o: size=150m}

        """);
}
