using System.Net;
using ExhibitionCrm.Tests.Exports;
using Xunit.Abstractions;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>The basic stack from nothing to its end.</summary>
[Collection(OneStackAtATime.Name)]
public sealed class BasicStackLifeTests(ITestOutputHelper output)
{
    [EngineFact]
    public async Task Stack_FromNothing_ServesACounterAndLosesDataOnlyByDownWithVolumes()
    {
        await using var mail = SmtpSink.Start(address: IPAddress.Any);
        await using var stack = await BasicSite.CreateAsync(mail);
        await stack.UpAsync();
        await stack.WaitHealthyAsync(output);
        using var counter = await Counter.OpenAsync(stack);

        var id = await counter.RegisterAsync("Ada Example", "ada@example.org");
        await counter.AddBillAsync(id, "12.50");
        await counter.AddBillAsync(id, "7.50");
        Assert.Contains("20.00 EUR", await counter.FactsOfAsync(id), StringComparison.Ordinal);
        var letter = Assert.Single(await mail.WaitForMailsAsync(1));
        Assert.Equal("ada@example.org", letter.Recipient);
        Assert.Contains(id, letter.Message.TextBody, StringComparison.Ordinal);
        Assert.Contains(id, await counter.ExportCsvAsync(), StringComparison.Ordinal);
        var summary = (await ReadWorkbook.FromAsync(await counter.ExportWorkbookAsync()))[0].Records.Single();
        Assert.Equal((id, "2", "20.0"), (summary["Customer ID"].Value, summary["Number of Bills"].Value, summary["Total Amount"].Value));

        await DownAndUpAsync(stack);
        // The session is still good as well: its keys are in the database.
        Assert.Contains("20.00 EUR", await counter.FactsOfAsync(id), StringComparison.Ordinal);
        Assert.Equal(["1|2"], await stack.QueryAsync("select (select count(*) from customers), (select count(*) from bills)"));
        Assert.Single(mail.Mails);

        await DownAndUpAsync(stack, "--volumes");
        Assert.Equal(["0|0"], await stack.QueryAsync("select (select count(*) from customers), (select count(*) from users)"));
    }

    private static async Task DownAndUpAsync(ComposeStack stack, params string[] more)
    {
        await stack.DownAsync(more);
        Assert.Empty(await stack.ContainersAsync());
        await stack.UpAsync();
        await stack.WaitServingAsync();
    }
}
