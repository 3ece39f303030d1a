using System.Text;
using ExhibitionCrm.Web.Outbox;
using MimeKit;

namespace ExhibitionCrm.Tests.Mail;

public sealed class WelcomeMailTests : IAsyncLifetime
{
    private SmtpSink _sink = null!;
    private CrmSite _site = null!;

    public static TheoryData<string> HostileNames => new()
    {
        "Anna \"Ann\" O'Neil, Ph.D. <boss@example.org>; (x)",
        "Line\r\nBcc: victim@example.org\r\n\r\nbody",
        "\u2028Separator\u2029\u0085\u0007\u001b[31m",
        "😀 Zoë Łukasiewicz 张伟",
        "محمد بن عبد الله \u202e evil",
        "<script>alert(1)</script><img src=x onerror=alert(2)>",
        "{{id}} {{cid}} & &amp; \"><b>",
        "=?utf-8?q?fake?=",
        new string('長', 255),
        new string('"', 255),
    };

    public async Task InitializeAsync()
    {
        _sink = SmtpSink.Start();
        _site = await CrmSite.StartAsync(_sink.Settings);
    }

    public async Task DisposeAsync()
    {
        await ((IAsyncDisposable)_site).DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Fact]
    public async Task Mail_SaysWhatItMust()
    {
        var (mail, id) = await SendAsync("Anna Example", "anna@example.org");
        var message = mail.Message;

        Assert.Equal($"Welcome! Your Customer ID: {id}", message.Subject);
        Assert.Equal("\"Anna Example\" <anna@example.org>", message.To.ToString());
        Assert.Equal("\"Exhibition\" <crm@exhibition.example>", message.From.ToString());
        Assert.Equal("auto-generated", message.Headers[HeaderId.AutoSubmitted]);
        Assert.InRange(message.Date, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        foreach (var text in new[] { message.TextBody, message.HtmlBody })
        {
            Assert.Contains("Anna Example", text, StringComparison.Ordinal);
            Assert.Contains(id, text, StringComparison.Ordinal);
            Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Mail_OfAnotherExhibition_NamesThatOne_AlsoWhenItWasMadeAMomentAgo()
    {
        await _site.RegisterAsync("anna@example.org", "Anna Example");
        await _sink.WaitForMailsAsync(1);
        await _site.Database.ExecuteAsync("""
            with other as (
                insert into exhibitions (slug, name, venue, time_zone, currency, implausible_from, created_at, version)
                values ('boats', 'Boat Show 2027', '', 'Asia/Tokyo', 'JPY', 10000, now(), 0) returning id),
            visitor as (
                insert into customers (exhibition_id, id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
                select id, 'K7M2P9XP', 'Bea', 'bea@example.org', '1', 'bea', 'bea', 'Queued', now(), now(), 'x', gen_random_uuid(), 0 from other)
            select from other;
            insert into outbox_messages (exhibition_id, id, kind, customer_id, state, created_at, due_at, attempts)
            select exhibition_id, gen_random_uuid(), 'Welcome', id, 'Queued', now(), now(), 0 from customers where id = 'K7M2P9XP';
            """);
        _site.Wake();
        var mail = (await _sink.WaitForMailsAsync(2)).Single(m => m.Recipient == "bea@example.org").Message;
        Assert.Contains("Boat Show 2027", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal(["Sent"], await _site.Database.ListAsync("select mail_state from customers where id = 'K7M2P9XP'"));
    }

    [Theory]
    [InlineData("Example GmbH", "Company: Example GmbH")]
    [InlineData("<b>{{id}}</b> & Söhne", "Company: \u2068<b>{{id}}</b> & Söhne\u2069")]
    [InlineData("شركة المعرض", "Company: \u2068شركة المعرض\u2069")]
    public async Task Company_IfThereIsOne_StandsBelowTheGreeting(string company, string line)
    {
        await _site.Data.CustomerAsync(name: "Anna", company: company);
        _site.Wake();
        var message = Assert.Single(await _sink.WaitForMailsAsync(1)).Message;
        Assert.Equal(["Welcome, Anna!", line, ""], message.TextBody!.ReplaceLineEndings("\n").Split('\n')[..3]);
        var html = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(message.HtmlBody!);
        Assert.Equal(["Anna", company], html.QuerySelectorAll("bdi").Select(b => b.TextContent));
        Assert.Empty(html.QuerySelectorAll("b"));
    }

    [Fact]
    public async Task Company_IfThereIsNone_IsNotMentioned()
    {
        var (mail, _) = await SendAsync("Anna Example", null);
        Assert.Equal(["Welcome, Anna Example!", ""], mail.Message.TextBody!.ReplaceLineEndings("\n").Split('\n')[..2]);
        Assert.All([mail.Message.TextBody, mail.Message.HtmlBody!], text => Assert.DoesNotContain("Company", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Expo 2027", "Exhibition: Expo 2027")]
    [InlineData("<b>{{id}}</b> & Söhne \u202E", "Exhibition: \u2068<b>{{id}}</b> & Söhne\u2069")]
    [InlineData("معرض دبي", "Exhibition: \u2068معرض دبي\u2069")]
    public async Task Exhibition_IfItHasAName_StandsBelowTheGreeting(string name, string line)
    {
        var details = await _site.Data.ExhibitionAsync(text => text with { Name = name });
        var (mail, id) = await SendAsync("Anna", null);
        Assert.Equal($"Welcome! Your Customer ID: {id}", mail.Message.Subject);
        Assert.Equal(["Welcome, Anna!", line, ""], mail.Message.TextBody!.ReplaceLineEndings("\n").Split('\n')[..3]);
        var html = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(mail.Message.HtmlBody!);
        Assert.Equal(["Anna", details.Name], html.QuerySelectorAll("bdi").Select(b => b.TextContent));
        Assert.Empty(html.QuerySelectorAll("b"));
    }

    [Fact]
    public async Task Exhibition_IfItHasNone_IsNotMentioned()
    {
        var (mail, _) = await SendAsync("Anna Example", null);
        Assert.All([mail.Message.TextBody, mail.Message.HtmlBody!], text => Assert.DoesNotContain("Exhibition:", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Html_ShowsTheAttachmentItself()
    {
        var (mail, id) = await SendAsync("Anna Example", null);
        var code = Assert.Single(mail.Message.BodyParts.OfType<MimePart>(), part => part.ContentType.MimeType == "image/png");
        Assert.Equal($"qr_{id}.png", code.FileName);
        Assert.True(code.IsAttachment);
        Assert.Contains($"src=\"cid:{code.ContentId}\"", mail.Message.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("data:", mail.Message.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("http", mail.Message.HtmlBody!.Replace("http://www.w3.org/1999/xhtml", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var related = Assert.IsType<MultipartRelated>(mail.Message.Body);
        Assert.IsType<MultipartAlternative>(related.Root);
        Assert.Contains(code, related);
    }

    [ToolFact(Tools.Zbar)]
    public async Task Attachment_ReadByAScanner_HoldsExactlyTheId()
    {
        var (mail, id) = await SendAsync("Anna Example", null);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.png");
        try
        {
            await using (var file = File.Create(path))
            {
                await mail.Message.BodyParts.OfType<MimePart>().Single(p => p.FileName is not null).Content!.DecodeToAsync(file);
            }

            Assert.Equal(id, (await Tools.RunAsync(Tools.Zbar, "--quiet", "--raw", path)).TrimEnd('\n'));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [MemberData(nameof(HostileNames))]
    public async Task Name_WhateverItHolds_BreaksNeitherHeaderNorHtml(string name)
    {
        await AcceptAnyTextAsync();
        var (mail, _) = await SendAsync(name, "guest@example.org");

        // What arrived has the headers that were meant and no other, the name is whole, and is text in the HTML.
        string[] meant = ["From", "Date", "Subject", "Message-Id", "To", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version"];
        Assert.Equal(meant.Order(StringComparer.OrdinalIgnoreCase), mail.Message.Headers.Select(h => h.Field).Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        var recipient = Assert.Single(mail.Message.To.Mailboxes);
        Assert.Equal("guest@example.org", recipient.Address);
        var shown = Shown(name);
        Assert.Equal(shown.Replace("=?", "= ?", StringComparison.Ordinal), recipient.Name);
        Assert.Contains(Ascii.IsValid(shown) ? $"Welcome, {shown}!" : $"Welcome, \u2068{shown}\u2069!", mail.Message.TextBody, StringComparison.Ordinal);
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(mail.Message.HtmlBody!);
        Assert.Equal(shown, page.QuerySelector("bdi")!.TextContent);
        Assert.Empty(page.QuerySelectorAll("script, b"));
        Assert.Single(page.QuerySelectorAll("img"));
        Assert.All(mail.Source.Split("\r\n"), line => Assert.True(line.Length <= 998 && line.All(char.IsAscii)));
        AssertEncodedWords(mail.Source);
    }

    [Fact]
    public async Task Name_OfAnyScriptAndLength_IsInEncodedWordsOfAtMost75Characters()
    {
        var random = new Random(20261126);
        (int First, int Last)[] scripts =
        [
            (0x41, 0x7A), (0xC0, 0x17F), (0x391, 0x3A9), (0x410, 0x44F), (0x5D0, 0x5EA), (0x627, 0x64A), (0x905, 0x939), (0xE01, 0xE2E),
            (0x3041, 0x3096), (0x4E00, 0x9FA5), (0xAC00, 0xD7A3), (0x1F600, 0x1F64F), (0x20000, 0x20100),
        ];
        for (var i = 0; i < 60; i++)
        {
            var name = new StringBuilder();
            var (length, isMixed) = (random.Next(1, 252), random.Next(3) == 0);
            while (name.Length < length)
            {
                var (first, last) = scripts[isMixed ? random.Next(scripts.Length) : i % scripts.Length];
                name.Append(random.Next(12) == 0 ? " " : char.ConvertFromUtf32(random.Next(first, last + 1)));
            }

            await _site.RegisterAsync(name: $"n{name}", email: $"guest{i}@example.org");
        }

        var mails = await _sink.WaitForMailsAsync(60, TimeSpan.FromMinutes(2));
        var names = await _site.ReadAsync(db => Task.FromResult(db.Customers.ToDictionary(c => c.Email, c => c.Name)));
        foreach (var mail in mails)
        {
            AssertEncodedWords(mail.Source);
            Assert.Equal(Shown(names[mail.Recipient]), Assert.Single(mail.Message.To.Mailboxes).Name);
        }
    }

    [Theory]
    [InlineData("\u202eevil")]
    [InlineData("\u2067\u202d\u202ethree that do not end")]
    [InlineData("\u2069\u202eout of its isolate")]
    [InlineData("שלום")]
    [InlineData("شركة\u202e")]
    public async Task Name_ThatTurnsText_LeavesTheSentenceAlone(string name)
    {
        var (mail, id) = await SendAsync(name, null);
        var bare = Shown(name);
        var line = mail.Message.TextBody!.ReplaceLineEndings("\n").Split('\n')[0];
        Assert.Equal(Ascii.IsValid(bare) ? $"Welcome, {bare}!" : $"Welcome, \u2068{bare}\u2069!", line);
        Assert.Equal(bare, new AngleSharp.Html.Parser.HtmlParser().ParseDocument(mail.Message.HtmlBody!).QuerySelector("bdi")!.TextContent);
        Assert.Equal(bare, Assert.Single(mail.Message.To.Mailboxes).Name);
        Assert.Contains(id, mail.Message.Subject, StringComparison.Ordinal);
    }

    /// <summary>By the letter of RFC 2047: the header as it came, before anybody decodes it.</summary>
    private static void AssertEncodedWords(string source)
    {
        var header = source[..source.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        foreach (var line in header.Split("\r\n"))
        {
            Assert.InRange(line.Length, 1, line.Contains("=?", StringComparison.Ordinal) ? 76 : 998);
            foreach (var word in line.Split([' ', '\t', '"', '<', '>'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.StartsWith("=?", StringComparison.Ordinal)))
            {
                Assert.InRange(word.Length, 12, 75);
                Assert.Matches(@"^=\?[A-Za-z0-9-]+\?[bBqQ]\?[!-~]*\?=$", word);
                var parts = word.Split('?');
                if (parts[2] is "b" or "B")
                {
                    // Whole characters in each.
                    new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(parts[3]));
                }
            }
        }
    }

    private static string Shown(string name) => string.Join(
        ' ',
        new string([.. name.Where(c => c is not ((>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')))
            .Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)]).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("no address")]
    [InlineData("two@example.org, three@example.org")]
    [InlineData("x@example.org\r\nRCPT TO:<victim@example.org>")]
    public async Task Address_ThatIsNone_FailsAtOnce(string address)
    {
        await AcceptAnyTextAsync();
        var customer = await _site.RegisterAsync(address);
        var mail = await _site.WaitForAsync(customer, OutboxState.Failed);
        Assert.Equal("The email address isn't valid.", mail.LastError);
        Assert.Empty(_sink.Mails);
    }

    [Fact]
    public async Task Address_TakenAwayBetweenTwoAttempts_FailsWithoutAThird()
    {
        _sink.Script = step => step.Verb == "RCPT" ? SmtpReaction.Say("451 later") : SmtpReaction.Accept;
        var customer = await _site.RegisterAsync();
        await _site.WaitForAsync(customer, OutboxState.Queued);
        await _site.Database.ExecuteAsync($"update customers set email = '' where id = '{customer.Id}'");
        _sink.Script = _ => SmtpReaction.Accept;
        await _site.MakeDueAsync();
        var mail = await _site.WaitForAsync(customer, OutboxState.Failed, attempts: 2);
        Assert.Equal("There's no email address.", mail.LastError);
        Assert.Empty(_sink.Mails);
    }

    [Fact]
    public async Task Address_ChangedBeforeItIsSent_IsTheNewOne()
    {
        _sink.Script = step => step.Verb == "RCPT" ? SmtpReaction.Say("451 later") : SmtpReaction.Accept;
        var customer = await _site.RegisterAsync("old@example.org");
        await _site.WaitForAsync(customer, OutboxState.Queued);
        await _site.Database.ExecuteAsync($"update customers set email = 'new@example.org' where id = '{customer.Id}'");
        _sink.Script = _ => SmtpReaction.Accept;
        await _site.MakeDueAsync();
        await _site.WaitForAsync(customer, OutboxState.Sent, attempts: 2);

        Assert.Equal("new@example.org", Assert.Single(_sink.Mails).Recipient);
        Assert.Equal(["old@example.org", "new@example.org"], (await _site.AttemptsOfAsync(customer)).Select(a => a.Recipient));
    }

    // The mail is safe by itself, whatever the database lets in.
    private Task<int> AcceptAnyTextAsync() =>
        _site.Database.ExecuteAsync("alter table customers drop constraint ck_customers_name, drop constraint ck_customers_email");

    private async Task<(ReceivedMail Mail, string Id)> SendAsync(string name, string? email)
    {
        var customer = await _site.RegisterAsync(email, name);
        return (Assert.Single(await _sink.WaitForMailsAsync(1)), customer.Id);
    }
}
