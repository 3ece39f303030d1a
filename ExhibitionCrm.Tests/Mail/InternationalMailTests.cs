using System.Text;
using ExhibitionCrm.Web.Outbox;
using MimeKit;

namespace ExhibitionCrm.Tests.Mail;

/// <summary>Addresses beyond ASCII, sent by servers that can and cannot.</summary>
public sealed class InternationalMailTests
{
    public static TheoryData<string, bool> Domains => new()
    {
        { "info@müller-messe.de", false },
        { "info@müller-messe.de", true },
        { "info@xn--mller-messe-thb.de", false },
        { "info@xn--mller-messe-thb.de", true },
    };

    [Theory]
    [MemberData(nameof(Domains))]
    public async Task Send_ToAnInternationalDomain_IsInAsciiForAnyServer(string stored, bool canUtf8)
    {
        await using var sink = Server(canUtf8);
        await using var site = await CrmSite.StartAsync(sink.Settings);
        var customer = await site.Data.CustomerAsync(name: "Jörg");
        await site.Database.ExecuteAsync($"update customers set email = '{stored}' where id = '{customer.Id}'");
        site.Wake();
        await site.WaitForAsync(customer, OutboxState.Sent);

        var mail = Assert.Single(sink.Mails);
        Assert.Equal("info@xn--mller-messe-thb.de", mail.Recipient);
        Assert.DoesNotContain(sink.Steps, step => step.Line.Contains("SMTPUTF8", StringComparison.OrdinalIgnoreCase));
        Assert.True(Ascii.IsValid(mail.Source));
        Assert.Contains("<info@xn--mller-messe-thb.de>", mail.Source, StringComparison.Ordinal);
        Assert.Equal("Jörg", Assert.Single(mail.Message.To.Mailboxes).Name);
    }

    [Fact]
    public async Task Send_ToANameBeyondAscii_AsksAServerThatCan()
    {
        await using var sink = Server(canUtf8: true);
        await using var site = await CrmSite.StartAsync(sink.Settings);
        await site.WaitForAsync(await site.RegisterAsync("用户@例え.jp"), OutboxState.Sent);
        await site.WaitForAsync(await site.RegisterAsync("plain@example.org"), OutboxState.Sent);

        Assert.Equal([true, false], sink.Steps.Where(s => s.Verb == "MAIL").Select(s => s.Line.Contains("SMTPUTF8", StringComparison.Ordinal)));
        Assert.StartsWith("用户@", sink.Mails[0].Recipient, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_ToANameBeyondAscii_ByAServerThatCannot_FailsThatMailAlone()
    {
        await using var sink = Server(canUtf8: false);
        await using var site = await CrmSite.StartAsync(sink.Settings);
        var customer = await site.RegisterAsync("用户@例え.jp");
        var mail = await site.WaitForAsync(customer, OutboxState.Failed);
        Assert.Contains("can't be delivered", mail.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain(sink.Steps, step => step.Verb is "MAIL" or "RCPT");

        await site.WaitForAsync(await site.RegisterAsync(), OutboxState.Sent);
        Assert.DoesNotContain(site.Log.Entries, entry => entry.Contains("takes no mail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_FromAnInternationalDomain_IsInAsciiThroughout()
    {
        await using var sink = Server(canUtf8: true);
        await using var site = await CrmSite.StartAsync([.. sink.Settings, ("DEFAULT_FROM_EMAIL", "Große Messe <crm@müller-messe.de>")]);
        var mail = await site.WaitForAsync(await site.RegisterAsync(), OutboxState.Sent);
        var received = Assert.Single(sink.Mails);
        Assert.Equal("crm@xn--mller-messe-thb.de", received.Sender);
        Assert.True(Ascii.IsValid(received.Source));
        Assert.Equal($"{mail.Id}@xn--mller-messe-thb.de", received.Message.MessageId);
        Assert.Equal("Große Messe", Assert.Single(received.Message.From.Mailboxes).Name);
        var code = received.Message.BodyParts.OfType<MimePart>().Single(p => p.FileName is not null);
        Assert.Contains($"cid:{code.ContentId}\"", received.Message.HtmlBody, StringComparison.Ordinal);
    }

    private static SmtpSink Server(bool canUtf8) => SmtpSink.Start(new SmtpSecurity { Extensions = canUtf8 ? ["SMTPUTF8"] : [] });
}
