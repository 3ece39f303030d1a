using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>An archived exhibition is read, searched and exported; whatever changes it is refused by the database.</summary>
public sealed class ArchivedTests : IAsyncLifetime
{
    private const string Said = "This exhibition is archived: it can be read, not changed.";

    private const string Rows = """
        select (to_jsonb(c))::text from customers c union all select to_jsonb(b)::text from bills b
        union all select to_jsonb(m)::text from mail_batches m union all select to_jsonb(o)::text from outbox_messages o order by 1
        """;

    private CrmSite _site = null!;

    public async Task InitializeAsync() => _site = await CrmSite.StartAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Archive_WithMailThatWaits_IsRefusedAndSaysWhy()
    {
        await _site.Data.CustomerAsync();
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var answer = await PressAsync(administrator, "Archive");
        Assert.Contains("queued or being sent", (await administrator.FollowAsync(answer)).TextOf(".alert-warning"), StringComparison.Ordinal);
        Assert.Equal(["open"], await _site.Database.ListAsync("select state::text from exhibitions"));
        Assert.False(await _site.ReadAsync(db => db.AuditEntries.AnyAsync(e => e.Kind == EventKinds.Of<ExhibitionArchived>())));
    }

    [Fact]
    public async Task Forms_SentAfterItWasArchived_ComeBackWithWhatWasTypedAndChangeNothing()
    {
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var bill = await _site.Data.BillAsync();
        var without = await _site.Data.CustomerOfAsync(1);
        await SentAsync();
        var forms = new List<(CrmPage Form, string? Field, (string, string?)[] Values)>
        {
            (await administrator.GetPageAsync("/customers/new"), "Input.Name", [("Input.Name", "Late"), ("Input.Email", "late@example.org"), ("Input.Phone", "+49 30 99887")]),
            (await administrator.GetPageAsync($"/customers/{bill.CustomerId}/edit"), "Input.Name", [("Input.Name", "Late change")]),
            (await administrator.GetPageAsync($"/bills/new?customer={bill.CustomerId}"), "Bill.Amount", [("Bill.Amount", "12.50")]),
            (await administrator.GetPageAsync($"/bills/{bill.Id}/void"), "Reason", [("Reason", "Too late")]),
            (await administrator.GetPageAsync($"/customers/{without}/delete"), null, []),
        };
        var settings = await administrator.GetPageAsync("/exhibitions/1");
        Assert.Equal(HttpStatusCode.Redirect, (await PressAsync(administrator, "Archive")).Status);
        var before = await _site.Database.ListAsync(Rows);

        foreach (var (form, field, values) in forms)
        {
            var answer = await administrator.SubmitAsync(form, values);
            Assert.True(answer.Status == HttpStatusCode.Conflict, $"{answer}");
            Assert.Contains(Said, answer.TextOf("main [role=alert]"), StringComparison.Ordinal);
            if (field is not null)
            {
                Assert.Equal(values[0].Item2, answer.ValueOf(field));
            }
        }

        var kept = await administrator.SubmitAsync(settings, ("Input.Name", "Renamed"));
        Assert.Equal((HttpStatusCode.Conflict, "Renamed"), (kept.Status, kept.ValueOf("Input.Name")));
        Assert.Equal(before, await _site.Database.ListAsync(Rows));
        Assert.Equal(ExhibitionState.Archived, await StateAsync());

        // What is no form of one page: the whole answer is that it cannot be.
        var list = await administrator.GetPageAsync("/customers");
        var token = list.Element("[name=__RequestVerificationToken]").GetAttribute("value")!;
        using var content = new FormUrlEncodedContent([new("customer", without), new("__RequestVerificationToken", token)]);
        using var resent = await administrator.Http.PostAsync(new Uri($"/mail/resend?customer={without}", UriKind.Relative), content);
        Assert.True((int)resent.StatusCode < 500, $"{resent.StatusCode}");
        Assert.Equal(before, await _site.Database.ListAsync(Rows));

        Assert.Equal(HttpStatusCode.Redirect, (await PressAsync(administrator, "Reopen")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(forms[0].Form, forms[0].Values)).Status);
        Assert.Equal(
            [EventKinds.Of<ExhibitionArchived>(), EventKinds.Of<ExhibitionReopened>()],
            await _site.ReadAsync(db => db.AuditEntries.Where(e => e.Kind == EventKinds.Of<ExhibitionArchived>() || e.Kind == EventKinds.Of<ExhibitionReopened>())
                .OrderBy(e => e.Id).Select(e => e.Kind).ToListAsync()));
    }

    [Fact]
    public async Task Archived_IsReadSearchedAndExported()
    {
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var bill = await _site.Data.BillAsync();
        await SentAsync();
        await PressAsync(administrator, "Archive");
        foreach (var place in new[] { "/", "/customers", $"/customers?q={bill.CustomerId}", $"/customers/{bill.CustomerId}", "/bills", $"/bills/{bill.Id}", "/mail", "/activity", "/exhibitions" })
        {
            Assert.Equal(HttpStatusCode.OK, (await administrator.GetPageAsync(place)).Status);
        }

        foreach (var place in new[] { "/customers/export.csv", "/customers/export-bills.csv", "/customers/export.xlsx" })
        {
            using var export = await administrator.Http.GetAsync(new Uri(place, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, export.StatusCode);
        }

        Assert.Equal(3, await _site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Kind == "export.made")));
        var page = await administrator.GetPageAsync("/exhibitions/1");
        Assert.Equal("Archived", page.TextOf(".page-head .badge"));
        Assert.NotNull(page.Document.QuerySelector("main fieldset[disabled] [name='Input.Name']"));
    }

    [Theory]
    [InlineData("insert into customers select (jsonb_populate_record(c, '{\"id\": \"AAAAAAA1\"}')).* from customers c limit 1")]
    [InlineData("update customers set name = 'x'")]
    [InlineData("delete from customers where bill_count = 0")]
    [InlineData("insert into bills (exhibition_id, id, customer_id, amount, description, search_text, created_at, created_by) select 1, gen_random_uuid(), min(id), 5, '', '', now(), 'x' from customers")]
    [InlineData("update bills set voided_at = now(), voided_by = 'x', void_reason = 'x'")]
    [InlineData("delete from bills")]
    [InlineData("insert into mail_batches (exhibition_id, id, created_at, created_by, chosen) values (1, gen_random_uuid(), now(), 'x', 1)")]
    [InlineData("update mail_batches set cancelled_at = now()")]
    [InlineData("delete from mail_batches")]
    [InlineData("insert into outbox_messages (exhibition_id, id, kind, customer_id, state, created_at, due_at, attempts) select 1, gen_random_uuid(), 'Welcome', min(id), 'Queued', now(), now(), 0 from customers")]
    [InlineData("update outbox_messages set state = 'Queued'")]
    [InlineData("delete from outbox_messages")]
    public async Task Sql_BehindTheProgramsBack_IsRefusedThereAndNotElsewhere(string sql)
    {
        await _site.Data.CustomerOfAsync(1);
        await _site.Data.CustomerOfAsync(1, 5m);
        await ExecuteAsync("update exhibitions set state = 'archived'");
        var before = await _site.Database.ListAsync(Rows);
        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(sql));
        Assert.Equal((PostgresErrorCodes.CheckViolation, "exhibition_archived"), (error.SqlState, error.ConstraintName));
        Assert.Equal(before, await _site.Database.ListAsync(Rows));

        var other = await _site.Data.OtherExhibitionAsync();
        await _site.Data.CustomerOfAsync(other, 5m);
        await ExecuteAsync($"update customers set note = 'still open' where exhibition_id = {other}");
        await ExecuteAsync("update exhibitions set state = 'open'");
    }

    [Fact]
    public async Task Archive_WhileABillIsBeingAdded_WaitsForItAndLetsNoOtherIn()
    {
        await _site.Data.CustomerOfAsync(1);
        var customer = await _site.Data.CustomerOfAsync(1);
        await using var connection = new NpgsqlConnection(_site.Database.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand($"""
            insert into bills (exhibition_id, id, customer_id, amount, description, search_text, created_at, created_by)
            values (1, gen_random_uuid(), '{customer}', 5, '', '', now(), 'x')
            """, connection))
        {
            await command.ExecuteNonQueryAsync();
        }

        var archiving = _site.WithServiceAsync((ExhibitionArchive archive) => archive.ArchiveAsync(1, new Actor("eva")));
        await Eventually.TrueAsync(async () => (await _site.Database.ListAsync("select pid::text from pg_locks where not granted")).Count > 0, "archiving to wait for the bill");
        var adding = _site.WithServiceAsync((BillService bills) => bills.AddAsync(new NewBill(Guid.NewGuid(), customer, TestData.Euros(7m), "", null), new Actor("eva")));
        Assert.False(archiving.IsCompleted);
        await transaction.CommitAsync();

        Assert.Equal(ArchiveOutcome.Done, await archiving);
        await Assert.ThrowsAnyAsync<Exception>(() => adding);
        Assert.Equal(["5.00"], await _site.Database.ListAsync("select amount::text from bills"));
    }

    [Fact]
    public async Task MailToStaff_OfAnArchivedExhibition_GoesOn()
    {
        await ExecuteAsync("update exhibitions set state = 'archived'");
        var user = await _site.Data.UserAsync();
        using var stranger = _site.Anonymous();
        var answer = await stranger.SubmitAsync(await stranger.GetPageAsync("/account/forgot-password"), ("UserName", user.UserName));
        Assert.True((int)answer.Status < 400, $"{answer}");
        await Eventually.TrueAsync(async () => (await _site.Database.ListAsync("select id::text from outbox_messages where user_id is not null")).Count == 1, "the mail to be queued");
    }

    private async Task SentAsync() => await ExecuteAsync("update outbox_messages set state = 'Sent'");

    private Task<int> ExecuteAsync(string sql) => _site.Database.ExecuteAsync(sql);

    private async Task<ExhibitionState> StateAsync() => await _site.ReadAsync(db => db.Exhibitions.AsNoTracking().Where(e => e.Id == 1).Select(e => e.State).SingleAsync());

    private static async Task<CrmPage> PressAsync(CrmClient administrator, string handler)
    {
        var page = await administrator.GetPageAsync("/exhibitions/1");
        var button = page.Element($"button[formaction*='handler={handler}']");
        var form = (AngleSharp.Html.Dom.IHtmlFormElement)button.Closest("form")!;
        form.SetAttribute("action", button.GetAttribute("formaction"));
        return await administrator.SubmitAsync(page, form);
    }
}
