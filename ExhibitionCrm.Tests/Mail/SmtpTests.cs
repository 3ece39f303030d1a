using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Outbox;

namespace ExhibitionCrm.Tests.Mail;

/// <summary>Whole conversations with a mail server, and what is on record after them.</summary>
public sealed class SmtpTests
{
    [Fact]
    public async Task Send_WhenAccepted_IsSent()
    {
        await using var sink = SmtpSink.Start();
        await using var site = await CrmSite.StartAsync(sink.Settings);
        var customer = await site.RegisterAsync();

        var mail = await site.WaitForAsync(customer, OutboxState.Sent);
        var received = Assert.Single(sink.Mails);
        Assert.Equal((customer.Email, "crm@exhibition.example"), (received.Recipient, received.Sender));
        Assert.Equal($"{mail.Id}@exhibition.example", received.Message.MessageId);
        Assert.NotNull(mail.SentAt);
        Assert.Equal(OutboxState.Sent, await site.StateShownAsync(customer));
        var attempt = Assert.Single(await site.AttemptsOfAsync(customer));
        Assert.Equal((customer.Email, null), (attempt.Recipient, attempt.Error));
        Assert.NotNull(attempt.FinishedAt);
    }

    [Fact]
    public async Task Send_ManyInARow_KeepsTheConnection()
    {
        await using var sink = SmtpSink.Start();
        await using var site = await CrmSite.StartAsync(sink.Settings);
        for (var i = 0; i < 20; i++)
        {
            await site.RegisterAsync();
        }

        await sink.WaitForMailsAsync(20);
        Assert.All(sink.Mails, mail => Assert.Equal(1, mail.Connection));
    }

    [Fact]
    public async Task Send_WhenTheServerHungUpMeanwhile_CostsNoAttempt()
    {
        await using var sink = SmtpSink.Start();
        await using var site = await CrmSite.StartAsync(sink.Settings);
        await site.WaitForAsync(await site.RegisterAsync(), OutboxState.Sent);
        sink.Script = step => step is { Verb: "NOOP" } ? SmtpReaction.Drop : SmtpReaction.Accept;

        await site.WaitForAsync(await site.RegisterAsync(), OutboxState.Sent);
        Assert.Equal(2, sink.Mails[1].Connection);
    }

    [Fact]
    public async Task Send_WhenTheRecipientIsRefused_FailsAtOnceWithTheServersWords()
    {
        await using var sink = SmtpSink.Start();
        sink.Script = step => step is { Verb: "RCPT", Recipient: "nobody@example.org" }
            ? SmtpReaction.Say("550 5.1.1 No such person here") : SmtpReaction.Accept;
        await using var site = await CrmSite.StartAsync(sink.Settings);
        var refused = await site.RegisterAsync("nobody@example.org");
        var other = await site.RegisterAsync();

        var mail = await site.WaitForAsync(refused, OutboxState.Failed);
        Assert.Contains("550", mail.LastError, StringComparison.Ordinal);
        Assert.Contains("No such person here", mail.LastError, StringComparison.Ordinal);
        Assert.Equal(OutboxState.Failed, await site.StateShownAsync(refused));
        Assert.Contains("No such person here", Assert.Single(await site.AttemptsOfAsync(refused)).Error, StringComparison.Ordinal);
        await site.WaitForAsync(other, OutboxState.Sent);
    }

    [Fact]
    public async Task Send_WhenTheServerTellsALongStory_KeepsItsBeginning()
    {
        await using var sink = SmtpSink.Start();
        sink.Script = step => step.Verb == "RCPT"
            ? SmtpReaction.Say(string.Join("\r\n", [.. Enumerable.Repeat($"550-5.1.1 {new string('x', 200)}", 9), "550 5.1.1 No such person"])) : SmtpReaction.Accept;
        await using var site = await CrmSite.StartAsync(sink.Settings);
        var mail = await site.WaitForAsync(await site.RegisterAsync("nobody@example.org"), OutboxState.Failed);
        Assert.Equal(DeliveryAttempt.ErrorMaxLength, mail.LastError!.Length);
    }

    [Theory]
    [InlineData("RCPT", "451 4.7.1 Greylisted, come back")]
    [InlineData("RCPT", "450 4.2.1 Mailbox busy")]
    [InlineData("DATA", "451 later")]
    public async Task Send_WhenTheMailIsRefusedForNow_WaitsAndIsTriedAgain(string verb, string answer)
    {
        await using var sink = SmtpSink.Start();
        sink.Script = step => step.Verb == verb ? SmtpReaction.Say(answer) : SmtpReaction.Accept;
        await using var site = await CrmSite.StartAsync(sink.Settings);
        var customer = await site.RegisterAsync();

        var mail = await site.WaitForAsync(customer, OutboxState.Queued);
        Assert.Equal(answer, mail.LastError);
        Assert.Equal(OutboxState.Queued, await site.StateShownAsync(customer));
        Assert.InRange(mail.DueAt - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(37));

        sink.Script = _ => SmtpReaction.Accept;
        await site.MakeDueAsync();
        await site.WaitForAsync(customer, OutboxState.Sent, attempts: 2);
        Assert.Null((await site.MailOfAsync(customer)).LastError);
        Assert.Equal(2, (await site.AttemptsOfAsync(customer)).Count);
    }

    [Theory]
    [InlineData("CONNECT", "421 4.3.2 Service not available")]
    [InlineData("CONNECT", "554 5.7.1 No service for you")]
    [InlineData("MAIL", "550 5.1.1 No such person here")]
    [InlineData("RCPT", "550 relay not permitted")]
    [InlineData("RCPT", "550 5.4.5 Daily sending quota exceeded")]
    [InlineData("END", "452 4.3.1 Disk full")]
    public async Task Send_WhenTheServerRefusesUs_PausesAndCostsNoMailAnAttempt(string verb, string answer)
    {
        await using var sink = SmtpSink.Start();
        sink.Script = step => step.Verb == verb ? SmtpReaction.Say(answer) : SmtpReaction.Accept;
        await using var site = await CrmSite.StartAsync(sink.Settings);
        var customers = new List<Customer>();
        for (var i = 0; i < 8; i++)
        {
            customers.Add(await site.RegisterAsync());
        }

        // Three tries at least, each by another mail; beside the pauses between them, none of them cost anything.
        await Eventually.TrueAsync(() => Task.FromResult(sink.Steps.Count(step => step.Verb == verb) >= 3), "three tries", TimeSpan.FromMinutes(1));
        foreach (var customer in customers)
        {
            var mail = await site.MailOfAsync(customer);
            Assert.Equal(mail.State == OutboxState.Sending ? 1 : 0, mail.Attempts);
            Assert.Contains(mail.LastError, new[] { answer, null });
            Assert.Equal(OutboxState.Queued, await site.StateShownAsync(customer));
            Assert.All((await site.AttemptsOfAsync(customer)).Where(a => a.FinishedAt is not null), attempt => Assert.Equal(answer, attempt.Error));
        }

        Assert.Single(site.Log.Entries, entry => entry.Contains("takes no mail", StringComparison.Ordinal));
        sink.Script = _ => SmtpReaction.Accept;
        await site.MakeDueAsync();
        await sink.WaitForMailsAsync(customers.Count, TimeSpan.FromMinutes(3));
        foreach (var customer in customers)
        {
            await site.WaitForAsync(customer, OutboxState.Sent);
        }
    }

    [Fact]
    public async Task Send_WhenTheServerRefusesOneMailForOursAndTakesTheOthers_CountsTheRefusalsOfThatOne()
    {
        await using var sink = SmtpSink.Start();
        sink.Script = step => step is { Verb: "RCPT", Recipient: "odd@example.org" } ? SmtpReaction.Say("550 5.7.1 Not wanted") : SmtpReaction.Accept;
        await using var site = await CrmSite.StartAsync(sink.Settings);
        var odd = await site.RegisterAsync("odd@example.org");
        await Eventually.TrueAsync(async () => (await site.MailOfAsync(odd)).LastError is not null, "a first refusal");
        await site.WaitForAsync(odd, OutboxState.Queued, attempts: 0);
        await site.WaitForAsync(await site.RegisterAsync(), OutboxState.Sent);

        await site.MakeDueAsync();
        await site.WaitForAsync(odd, OutboxState.Queued, attempts: 1);
        await site.MakeDueAsync();
        await site.WaitForAsync(odd, OutboxState.Queued, attempts: 2);

        // It stops nobody any more.
        Assert.Single(site.Log.Entries, entry => entry.Contains("takes no mail", StringComparison.Ordinal));
        await site.WaitForAsync(await site.RegisterAsync(), OutboxState.Sent);
    }

    [Fact]
    public async Task Retry_EachTime_WaitsTwiceAsLongWithTheSameMessageId()
    {
        await using var sink = SmtpSink.Start();
        var tries = 0;
        sink.Script = step => step.Verb == "DATA" && ++tries < 5 ? SmtpReaction.Say("451 later") : SmtpReaction.Accept;
        await using var site = await CrmSite.StartAsync(sink.Settings);
        var customer = await site.RegisterAsync();
        for (var attempt = 1; attempt < 5; attempt++)
        {
            var mail = await site.WaitForAsync(customer, OutboxState.Queued, attempt);
            var wait = mail.DueAt - (await site.AttemptsOfAsync(customer))[^1].FinishedAt!.Value;
            Assert.InRange(wait.TotalSeconds, 15 * Math.Pow(2, attempt) * 0.79, 15 * Math.Pow(2, attempt) * 1.21);
            await site.MakeDueAsync();
        }

        var sent = await site.WaitForAsync(customer, OutboxState.Sent, attempts: 5);
        Assert.Equal($"{sent.Id}@exhibition.example", Assert.Single(sink.Mails).Message.MessageId);
    }

    [Fact]
    public async Task Send_WhenDroppedInTheMidst_IsTriedAgainWithTheSameMessageId()
    {
        await using var sink = SmtpSink.Start();
        var drops = 0;
        sink.Script = step => step.Verb == "END" && drops++ == 0 ? SmtpReaction.Drop : SmtpReaction.Accept;
        await using var site = await CrmSite.StartAsync(sink.Settings);
        var customer = await site.RegisterAsync();
        await site.WaitForAsync(customer, OutboxState.Queued);
        sink.Script = step => step.Verb == "TEXT" && drops++ == 1 ? SmtpReaction.Drop : SmtpReaction.Accept;
        await site.MakeDueAsync();
        var mail = await site.WaitForAsync(customer, OutboxState.Queued, attempts: 2);
        Assert.Contains("connection", mail.LastError, StringComparison.Ordinal);
        await site.MakeDueAsync();
        await site.WaitForAsync(customer, OutboxState.Sent, attempts: 3);

        // The first was accepted and its answer lost: the reader's program can see that both are one mail.
        Assert.Equal(2, sink.Mails.Count);
        Assert.Single(sink.Mails.Select(m => m.Message.MessageId).Distinct());
    }

    [Theory]
    [InlineData("CONNECT", 0)]
    [InlineData("MAIL", 0)]
    [InlineData("RCPT", 1)]
    public async Task Send_WhenTheServerIsSilent_GivesUpAfterTheTimeout(string verb, int attempts)
    {
        await using var sink = SmtpSink.Start();
        sink.Script = step => step.Verb == verb ? SmtpReaction.Silence : SmtpReaction.Accept;
        await using var site = await CrmSite.StartAsync([.. sink.Settings, ("EMAIL_TIMEOUT", "1")]);
        var customer = await site.RegisterAsync();

        var mail = await site.WaitForErrorAsync(customer);
        Assert.Equal(("The mail server did not respond within 1 seconds.", attempts), (mail.LastError, mail.Attempts));
    }

    [Fact]
    public async Task Send_ToASlowRecipient_DoesNotDelayTheOthers()
    {
        await using var sink = SmtpSink.Start();
        sink.Script = step => step is { Verb: "RCPT", Recipient: "slow@example.org" } ? SmtpReaction.Slow(TimeSpan.FromSeconds(15)) : SmtpReaction.Accept;
        await using var site = await CrmSite.StartAsync([.. sink.Settings, ("EMAIL_TIMEOUT", "30")]);
        var slow = await site.RegisterAsync("slow@example.org");
        await site.WaitForAsync(slow, OutboxState.Sending);
        for (var i = 0; i < 10; i++)
        {
            await site.RegisterAsync();
        }

        await sink.WaitForMailsAsync(10, TimeSpan.FromSeconds(8));
        Assert.Equal(OutboxState.Sending, (await site.MailOfAsync(slow)).State);
        await site.WaitForAsync(slow, OutboxState.Sent);
    }

    [Fact]
    public async Task Send_WhenTheServerIsDead_SparesTheAttemptsAndGoesOnWhenItIsBack()
    {
        int port;
        await using (var gone = SmtpSink.Start())
        {
            port = gone.Port;
        }

        await using var site = await CrmSite.StartAsync([
            ("EMAIL_BACKEND", "smtp"), ("EMAIL_HOST", "127.0.0.1"), ("EMAIL_PORT", $"{port}"), ("DEFAULT_FROM_EMAIL", "crm@exhibition.example"), ("OUTBOX_LANES", "4")]);
        for (var i = 0; i < 30; i++)
        {
            await site.RegisterAsync();
        }

        await Task.Delay(TimeSpan.FromSeconds(4));
        var tried = await site.ReadAsync(db => Task.FromResult(db.DeliveryAttempts.Count()));
        Assert.InRange(tried, 1, 6);
        Assert.Single(site.Log.Entries, entry => entry.Contains("takes no mail", StringComparison.Ordinal));

        await using var back = SmtpSink.Start(port: port);
        await back.WaitForMailsAsync(30 - tried);
    }
}
