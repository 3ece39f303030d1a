using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Outbox;

/// <summary>Two web processes that share one outbox.</summary>
public sealed class OutboxProcessesTests
{
    private const int Mails = 200;

    [Fact]
    public async Task Outbox_WhenOneOfTwoProcessesIsKilled_SendsEachMailAndAtMostOneTwice()
    {
        await using var sink = SmtpSink.Start();
        var random = new Random();

        // As slow as a server nearby: the kill falls at any moment of a conversation.
        sink.Script = _ => SmtpReaction.Slow(TimeSpan.FromMilliseconds(random.Next(0, 12)));
        await using var site = await CrmSite.StartAsync();
        var settings = site.AllSettings();
        foreach (var (name, value) in sink.Settings)
        {
            settings[name] = value;
        }

        settings["EMAIL_TIMEOUT"] = "2";
        await using var survivor = CrmProcess.Start(settings);
        await using var victim = CrmProcess.Start(settings);
        await Task.WhenAll(survivor.WaitUntilHealthyAsync(), victim.WaitUntilHealthyAsync());
        for (var i = 0; i < Mails; i++)
        {
            await site.Data.CustomerAsync(name: $"Secret Person {i}", email: $"secret{i}@example.org", phone: "+49 170 7654321");
        }

        await sink.WaitForMailsAsync(random.Next(20, 120), TimeSpan.FromSeconds(60));
        await Task.Delay(random.Next(0, 40));
        await victim.KillAsync();

        // What the victim had in hand is sent when its lease is over.
        await Eventually.TrueAsync(
            () => site.ReadAsync(async db => !await db.OutboxMessages.AnyAsync(m => m.State != OutboxState.Sent)), "all mails sent", TimeSpan.FromSeconds(90));
        Assert.Equal(Mails, sink.Mails.Select(m => m.Recipient).Distinct().Count());
        Assert.InRange(sink.Mails.Count, Mails, Mails + 1);
        Assert.Equal(Mails, sink.Mails.Select(m => m.Message.MessageId).Distinct().Count());
        Assert.Equal(Mails, await site.ReadAsync(db => db.Customers.CountAsync(c => c.MailState == OutboxState.Sent)));

        // Both took part, and neither told its log who the customers are.
        Assert.All([survivor, victim], process => Assert.Contains("sent at attempt", process.Output, StringComparison.Ordinal));
        foreach (var personal in new[] { "Secret Person", "secret", "7654321" })
        {
            Assert.DoesNotContain(personal, survivor.Output + victim.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Lanes_OfTwoProcesses_AreAsManyConversationsAsOneWouldHave()
    {
        var (underWay, most) = (0, 0);
        await using var sink = SmtpSink.Start();
        sink.Script = step =>
        {
            var now = step.Verb switch { "MAIL" => Interlocked.Increment(ref underWay), "END" => Interlocked.Decrement(ref underWay), _ => 0 };
            for (var seen = most; now > seen && Interlocked.CompareExchange(ref most, now, seen) != seen; seen = most)
            {
            }

            // Long enough for further lanes.
            return step.Verb == "DATA" ? SmtpReaction.Slow(TimeSpan.FromSeconds(3)) : SmtpReaction.Accept;
        };
        await using var one = await CrmSite.StartAsync([.. sink.Settings, ("OUTBOX_LANES", "2")]);
        await using var other = await CrmSite.StartAsync([.. one.AllSettings().Select(s => (s.Key, s.Value))]);
        for (var i = 0; i < 8; i++)
        {
            await one.RegisterAsync();
            other.Wake();
        }

        await sink.WaitForMailsAsync(8, TimeSpan.FromSeconds(60));
        Assert.Equal(2, most);
        Assert.Equal(8, sink.Mails.Select(m => m.Recipient).Distinct().Count());
    }

    [Fact]
    public async Task Process_WhenStopped_FinishesTheMailInHand()
    {
        await using var sink = SmtpSink.Start();
        sink.Script = step => step.Verb == "END" ? SmtpReaction.Slow(TimeSpan.FromSeconds(2)) : SmtpReaction.Accept;
        await using var site = await CrmSite.StartAsync();
        var settings = site.AllSettings();
        foreach (var (name, value) in sink.Settings)
        {
            settings[name] = value;
        }

        await using var process = CrmProcess.Start(settings);
        await process.WaitUntilHealthyAsync();
        var customer = await site.Data.CustomerAsync();
        await site.WaitForAsync(customer, OutboxState.Sending);
        Assert.Equal(0, await process.StopAsync());
        Assert.Equal(OutboxState.Sent, (await site.MailOfAsync(customer)).State);
        Assert.Single(sink.Mails);
    }

    [Fact]
    public async Task Worker_WhenTheDatabaseComesLate_StartsThen()
    {
        await using var sink = SmtpSink.Start();
        await using var site = await CrmSite.StartAsync(sink.Settings);
        await site.Database.ExecuteAsync("alter table outbox_messages rename to away");
        await Task.Delay(TimeSpan.FromSeconds(3));
        await site.Database.ExecuteAsync("alter table away rename to outbox_messages");
        await site.WaitForAsync(await site.RegisterAsync(), OutboxState.Sent);
        Assert.Single(site.Log.Entries, entry => entry.Contains("The outbox cannot be read", StringComparison.Ordinal));
        Assert.Single(site.Log.Entries, entry => entry.Contains("The outbox can be read again", StringComparison.Ordinal));
    }
}
