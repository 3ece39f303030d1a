using System.Net;
using Xunit.Abstractions;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>The basic stack from nothing to its end.</summary>
[Collection(OneStackAtATime.Name)]
public sealed class BasicStackLifeTests(ITestOutputHelper output)
{
    // As a large image or a slow disk lets it be: the server that makes the cluster answers, but not to others.
    [EngineFact]
    public async Task Up_WhileTheDatabaseIsBeingMade_WaitsUntilItIsThere()
    {
        await using var stack = await ComposeStack.BasicAsync();
        File.WriteAllText(Path.Combine(stack.Folder.Path, "slow.sh"), "sleep 8\n");
        stack.Add("docker-compose.slow.yml", """
            services:
              db:
                volumes: ["./slow.sh:/docker-entrypoint-initdb.d/slow.sh:ro,z"]
                healthcheck: {interval: 1s, retries: 60}

            """);
        await stack.UpAsync();
        await stack.WaitServingAsync();
    }

    [EngineFact]
    public async Task Stack_FromNothing_ServesACounterAndLosesDataOnlyByDownWithVolumes()
    {
        await using var mail = SmtpSink.Start(address: IPAddress.Any);
        await using var stack = await BasicSite.CreateAsync(mail);
        stack.LookOften("web");
        await stack.UpAsync();
        await stack.WaitHealthyAsync(output);
        using var counter = await Counter.OpenAsync(stack);

        var id = await StackLife.AssertCounterServesAsync(counter, mail);

        await StackLife.DownAndUpAsync(stack);
        await stack.WaitServingAsync();
        // The session is still good as well: its keys are in the database.
        Assert.Contains("20.00 EUR", await counter.FactsOfAsync(id), StringComparison.Ordinal);
        Assert.Equal(["1|2"], await stack.QueryAsync("select (select count(*) from customers), (select count(*) from bills)"));
        Assert.Single(mail.Mails);

        await StackLife.DownAndUpAsync(stack, "--volumes");
        await stack.WaitServingAsync();
        Assert.Equal(["0|0"], await stack.QueryAsync("select (select count(*) from customers), (select count(*) from users)"));
    }
}
