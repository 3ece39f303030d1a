using System.Net;
using System.Text.Json;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Configuration;

public sealed class TelemetryTests(ObservedSite site) : IClassFixture<ObservedSite>
{
    [Fact]
    public async Task Register_OfACustomer_IsASpanInItsRequestWithItsSqlAndCounted()
    {
        using var staff = await site.OpenAsync(Roles.Staff);
        var answer = await staff.SubmitAsync(
            await staff.GetPageAsync("/customers/new"), ("Input.Name", "Zdenka Tajná"), ("Input.Email", "tajna@example.org"), ("Input.Phone", "+49 30 23125 987"));
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);

        var span = await site.Collector.WaitForSpanAsync(s => s.Name == "register customer");
        var request = await site.Collector.WaitForSpanAsync(s => s.Id == span.ParentId);
        Assert.Equal((SpanKind.Server, span.TraceId, "POST"), (request.Kind, request.TraceId, request.Attributes["http.request.method"]));
        Assert.Contains(site.Collector.Trace(span.TraceId), s => s.Kind == SpanKind.Client && s.ParentId == span.Id);
        Assert.False(span.IsError);
        await site.Collector.WaitForMetricAsync(m => (m.Name, m.Sum) == ("crm.customers.registered", 1));
    }

    [Fact]
    public async Task Telemetry_OfACustomersWayThroughTheSite_NamesNoPerson()
    {
        using var staff = await site.OpenAsync(Roles.Staff);
        var answer = await staff.SubmitAsync(
            await staff.GetPageAsync("/customers/new"), ("Input.Name", "Quirina Geheim"), ("Input.Email", "quirina@example.org"), ("Input.Phone", "+49 30 23125 765"));
        await staff.FollowAsync(answer);
        await staff.GetPageAsync("/customers?q=Quirina");
        var mail = Assert.Single(await site.Sink.WaitForMailsAsync(1), m => m.Recipient == "quirina@example.org");
        var id = mail.Message.MessageId!.Split('@')[0];
        await site.Collector.WaitForLogAsync(l => l.Body.Contains("sent at attempt", StringComparison.Ordinal) && l.Body.Contains(id, StringComparison.Ordinal));
        await site.Collector.WaitForSpanAsync(s => s.Name == "send mail");
        await site.Collector.WaitForSpanAsync(s => s.Attributes.GetValueOrDefault("url.path") == "/e/exhibition/customers" && s.Attributes.ContainsKey("url.query"));

        var all = JsonSerializer.Serialize(new { site.Collector.Spans, site.Collector.Logs }, JsonSerializerOptions.Web);
        foreach (var personal in new[] { "quirina", "geheim", "23125" })
        {
            Assert.DoesNotContain(personal, all, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Add_OfABill_IsASpanAndCounted()
    {
        var customer = await site.Data.CustomerAsync(mailState: OutboxState.Sent);
        using var staff = await site.OpenAsync(Roles.Staff);

        var answer = await staff.SubmitAsync(await staff.GetPageAsync($"/bills/new?customer={customer.Id}"), ("Bill.Amount", "12.30"));

        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        var span = await site.Collector.WaitForSpanAsync(s => s.Name == "add bill" && !s.IsError);
        Assert.Contains(site.Collector.Trace(span.TraceId), s => s.Kind == SpanKind.Client && s.ParentId == span.Id);
        Assert.DoesNotContain(customer.Id, string.Join(' ', span.Attributes), StringComparison.Ordinal);
        await site.Collector.WaitForMetricAsync(m => m.Name == "crm.bills.added" && m.Sum > 0);
    }

    [Fact]
    public async Task Add_OfABillThatTheDatabaseRefuses_MarksItsSpanWithTheExceptionsType()
    {
        var customer = await site.Data.CustomerAsync(mailState: OutboxState.Sent);
        await site.Database.ExecuteAsync("alter table bills add constraint ck_bills_of_this_test check (amount <> 66.60)");
        using var staff = await site.OpenAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/bills/new?customer={customer.Id}");

        using var content = new FormUrlEncodedContent(CrmForm.Fields(form.Form(), ("Bill.Amount", "66.60")));
        using var answer = await staff.Http.PostAsync(form.Url, content);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        var span = await site.Collector.WaitForSpanAsync(s => s.Name == "add bill" && s.IsError);
        const string expected = "Microsoft.EntityFrameworkCore.DbUpdateException";
        Assert.Equal((expected, expected), (span.Attributes["error.type"], span.StatusText));
    }

    [Fact]
    public async Task Mail_ThatIsSent_IsASpanWithItsSqlAndItsLog()
    {
        var customer = await site.Data.CustomerAsync();

        var span = await SpanOfMailAsync(await site.MailOfAsync(customer));

        Assert.Equal(("", "Welcome", "1", "Sent"), (span.ParentId, Tag(span, "kind"), Tag(span, "attempt"), Tag(span, "outcome")));
        Assert.False(span.IsError);
        Assert.Contains(site.Collector.Trace(span.TraceId), s => s.Kind == SpanKind.Client && s.ParentId == span.Id);
        var log = await site.Collector.WaitForLogAsync(l => l.TraceId == span.TraceId);
        Assert.Equal((span.Id, $"Mail {Tag(span, "id")} sent at attempt 1"), (log.SpanId, log.Body));
        await site.Collector.WaitForMetricAsync(m => m.Name == "crm.mails.sent" && m.Sum > 0);
    }

    [Fact]
    public async Task Mail_ThatIsRefused_MarksItsSpanWithTheCode()
    {
        site.Sink.Script = step => step is { Verb: "RCPT", Recipient: "refused@example.org" }
            ? SmtpReaction.Say("550 5.1.1 refused@example.org is unknown")
            : SmtpReaction.Accept;
        var customer = await site.Data.CustomerAsync(email: "refused@example.org");

        var span = await SpanOfMailAsync(await site.MailOfAsync(customer));

        Assert.True(span.IsError);
        Assert.Equal(("Refused", "550"), (Tag(span, "outcome"), span.Attributes["error.type"]));
        Assert.DoesNotContain("example.org", JsonSerializer.Serialize(span), StringComparison.Ordinal);
        await site.Collector.WaitForMetricAsync(m => m.Name == "crm.mails.failed" && m.Sum > 0);
    }

    [Fact]
    public async Task Outbox_ThatLooksForMail_LeavesNoTraces()
    {
        // Neither mail wakes the worker: it finds each by a look of its own.
        await SpanOfMailAsync(await site.MailOfAsync(await site.Data.CustomerAsync()));
        var before = SqlOfNobody();
        await SpanOfMailAsync(await site.MailOfAsync(await site.Data.CustomerAsync()));

        Assert.Equal(before, SqlOfNobody());
    }

    [Fact]
    public async Task StaticFile_LeavesNoTrace()
    {
        using var somebody = await site.OpenAsync(Roles.Viewer);
        var page = await somebody.GetPageAsync("/");
        var styles = page.Element("link[rel=stylesheet]").GetAttribute("href")!;
        using var file = await somebody.Http.GetAsync(new Uri(styles, UriKind.Relative));
        await somebody.GetPageAsync("/mail");

        // Ended later than the file's would have, so sent no earlier.
        await site.Collector.WaitForSpanAsync(s => s.Attributes.GetValueOrDefault("url.path") == "/e/exhibition/mail");
        Assert.Equal("text/css", file.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain(site.Collector.Spans, s => s.Attributes.GetValueOrDefault("url.path") == styles);
    }

    [Theory]
    [InlineData("/customers/export.xlsx", "customers_export.xlsx")]
    [InlineData("/customers/export.csv", "customers_export.csv")]
    [InlineData("/customers/export-bills.csv", "bills_export.csv")]
    public async Task Export_IsASpanThatSaysWhatAndHowMuch(string address, string file)
    {
        var customer = await site.Data.CustomerAsync(name: "Exporter", mailState: OutboxState.Sent);
        using var administrator = await site.OpenAsync(Roles.Administrator);

        (await administrator.Http.GetAsync(new Uri($"{address}?q={customer.Id}", UriKind.Relative))).EnsureSuccessStatusCode();

        var span = await site.Collector.WaitForSpanAsync(s => s.Name == "export customers" && s.Attributes["crm.export.file"] == file);
        Assert.Equal("1", span.Attributes["crm.export.customers"]);
        Assert.Contains(site.Collector.Trace(span.TraceId), s => s.Kind == SpanKind.Client && s.ParentId == span.Id);
    }

    private static string Tag(TelemetrySpan span, string name) => span.Attributes[$"crm.mail.{name}"];

    private Task<TelemetrySpan> SpanOfMailAsync(OutboxMessage mail) =>
        site.Collector.WaitForSpanAsync(s => s.Name == "send mail" && Tag(s, "id") == mail.Id.ToString());

    private int SqlOfNobody() => site.Collector.Spans.Count(s => s is { Kind: SpanKind.Client, ParentId: "" });
}
