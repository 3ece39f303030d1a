using System.Globalization;
using System.Text.Json;
using ExhibitionCrm.Tests.Exports;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>What is asked of the stacks for operators alike.</summary>
internal static class StackLife
{
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(2);

    /// <summary>A customer of an empty database is registered, billed 20.00, written to and exported.</summary>
    /// <returns>The customer's ID.</returns>
    public static async Task<string> AssertCounterServesAsync(Counter counter, SmtpSink mail)
    {
        var id = await AssertCounterServesAsync(counter);
        var letter = Assert.Single(await mail.WaitForMailsAsync(1));
        Assert.Equal("ada@example.org", letter.Recipient);
        Assert.Contains(id, letter.Message.TextBody, StringComparison.Ordinal);
        return id;
    }

    /// <summary>As the other, wherever the mail goes.</summary>
    public static async Task<string> AssertCounterServesAsync(Counter counter)
    {
        var id = await counter.RegisterAsync("Ada Example", "ada@example.org");
        await counter.AddBillAsync(id, "12.50");
        await counter.AddBillAsync(id, "7.50");
        Assert.Contains("20.00 EUR", await counter.FactsOfAsync(id), StringComparison.Ordinal);
        Assert.Contains(id, await counter.ExportCsvAsync(), StringComparison.Ordinal);
        var summary = (await ReadWorkbook.FromAsync(await counter.ExportWorkbookAsync()))[0].Records.Single();
        Assert.Equal((id, "2", "20.0"), (summary["Customer ID"].Value, summary["Number of Bills"].Value, summary["Total Amount"].Value));
        return id;
    }

    public static async Task DownAndUpAsync(ComposeStack stack, params string[] more)
    {
        await stack.DownAsync(more);
        Assert.Empty(await stack.ContainersAsync());
        await stack.UpAsync();
    }

    /// <summary>No log and nothing that the engine tells of the image shows a secret.</summary>
    public static async Task AssertSecretsAreKeptAsync(ComposeStack stack)
    {
        string[] secrets = [stack.SettingOf("SECRET_KEY"), stack.SettingOf("DB_PASSWORD"), stack.SettingOf("DB_WEB_PASSWORD"), Counter.Password(stack)];
        var logs = await stack.LogsAsync();
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

    /// <summary>
    /// A container is killed while customers are registered: the service returns by itself, and what was acknowledged
    /// is there, its mails sent.
    /// </summary>
    public static async Task AssertSurvivesKillAsync(ComposeStack stack, SmtpSink mail, string service)
    {
        await using var load = StackLoad.Start(stack);
        await load.WaitForAsync(10);
        var starts = await RestartsAsync(await stack.ContainerAsync(service));
        var killed = await stack.KillAsync(service);
        await Eventually.TrueAsync(async () => await RestartsAsync(killed) == starts + 1, $"{service} to be started again", Recovery);
        await load.WaitForAsync(load.Acknowledged.Count + 15, Recovery);
        await load.StopAsync();

        var totals = (await stack.QueryAsync("select id, bill_total from customers")).Select(row => row.Split('|'))
            .ToDictionary(row => row[0], row => decimal.Parse(row[1], CultureInfo.InvariantCulture));
        Assert.All(load.Acknowledged, made => Assert.True(totals.TryGetValue(made.CustomerId, out var total) && total >= made.Total, $"{made} is {(totals.TryGetValue(made.CustomerId, out var t) ? t : "missing")}"));

        // A kill may double a mail that was on its way, never lose one.
        await Eventually.TrueAsync(
            async () => (await stack.QueryAsync("select count(*) from outbox_messages where state <> 'Sent'"))[0] == "0", "every mail to be sent", Recovery);
        var addresses = mail.Mails.Select(m => m.Recipient).ToHashSet();
        Assert.All(load.Acknowledged, made => Assert.Contains(made.Email, addresses));
    }

    private static async Task<int> RestartsAsync(StackContainer container) =>
        int.Parse(await Engine.RunAsync("inspect", "--format", "{{.RestartCount}}", container.Id), CultureInfo.InvariantCulture);
}
