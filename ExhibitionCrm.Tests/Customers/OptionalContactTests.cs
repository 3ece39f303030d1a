using System.Net;
using ExhibitionCrm.Tests.Exports;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>Customers without an e-mail address or a phone number, at an exhibition that asks for neither and at one that asks for both.</summary>
public sealed class OptionalContactTests(OptionalContactTests.Site site) : IClassFixture<OptionalContactTests.Site>
{
    private const string Address = "/customers/new";

    private readonly string _word = $"w{Guid.NewGuid():N}";

    [Fact]
    public async Task Form_SaysWhatIsOptional()
    {
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var here = await administrator.GetPageAsync(Address);
        Assert.Equal(("Email (optional)", "Phone (optional)"), (here.TextOf("label[for=Input_Email]"), here.TextOf("label[for=Input_Phone]")));
        Assert.All(["Input_Email", "Input_Phone"], id => Assert.False(here.Element($"#{id}").HasAttribute("aria-required")));
        Assert.True(here.Element("#Input_Name").HasAttribute("aria-required"));

        var (_, slug) = await StrictAsync();
        var there = await administrator.GetPageAsync($"/e/{slug}{Address}");
        Assert.Equal(("Email", "Phone"), (there.TextOf("label[for=Input_Email]"), there.TextOf("label[for=Input_Phone]")));
        Assert.All(["Input_Email", "Input_Phone"], id => Assert.Equal("true", there.Element($"#{id}").GetAttribute("aria-required")));
    }

    [Fact]
    public async Task Register_WithoutEmail_QueuesNoMailAndOffersTheBadge()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var answer = await RegisterAsync(staff, $"{_word} Ann", "", Phone());
        var customer = await ReadAsync($"{_word} Ann");
        Assert.Equal(("", OutboxState.None), (customer.Email, customer.MailState));
        Assert.Empty(await MailsAsync(customer.Id));

        var page = await staff.FollowAsync(answer);
        Assert.EndsWith("No email: print the badge.", page.TextOf(".alert-success"), StringComparison.Ordinal);
        Assert.Contains("Print badge", page.TextOf($".page-head a.btn-primary[href='/customers/{customer.Id}/badge']"), StringComparison.Ordinal);
        Assert.Contains("No email Print the badge.", page.TextOf("dl.facts"), StringComparison.Ordinal);
        Assert.Null(page.Document.QuerySelector("main a[href^='mailto:']"));
        Assert.DoesNotContain(page.Document.QuerySelectorAll("main button"), button => button.TextContent is "Resend" or "Send welcome email");
        Assert.DoesNotContain("Email:", page.TextsOf(".history li")[^1], StringComparison.Ordinal);
        Assert.Equal(
            new CustomerRegistered(customer.Id, $"{_word} Ann", "", customer.Phone),
            await site.ReadAsync(db => db.AuditEntries.Where(e => e.SubjectId == customer.Id).Select(e => e.Event).SingleAsync()));
        Assert.Equal(HttpStatusCode.OK, (await staff.GetPageAsync($"/customers/{customer.Id}/badge")).Status);
    }

    [Fact]
    public async Task Register_WithAnEmailAndNoPhone_SendsTheMailAndShowsNoPhone()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var page = await staff.FollowAsync(await RegisterAsync(staff, $"{_word} Ben", $"{_word}@example.org", ""));
        var customer = await ReadAsync($"{_word} Ben");
        Assert.Equal(("", OutboxState.Queued), (customer.Phone, customer.MailState));
        Assert.Single(await MailsAsync(customer.Id));
        Assert.EndsWith("The welcome email is on its way.", page.TextOf(".alert-success"), StringComparison.Ordinal);
        Assert.DoesNotContain("Phone", page.TextsOf("dl.facts dt"));
        Assert.Null(page.Document.QuerySelector("main a[href^='tel:'], .page-head a.btn-primary"));
    }

    [Fact]
    public async Task Register_OfTwoWithoutBoth_AsksAboutNobodyAndPrintsNoStraySeparators()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        foreach (var name in new[] { $"{_word} Cleo", $"{_word} Cleo" })
        {
            Assert.Equal(HttpStatusCode.Redirect, (await RegisterAsync(staff, name, "", "")).Status);
        }

        // Found by name, of which both rows have one line and nothing else.
        var found = await staff.GetPageAsync($"/customers/find?q={_word}");
        var matches = found.Document.QuerySelectorAll("[data-matches] a");
        Assert.Equal(2, matches.Length);
        Assert.All(matches, match => Assert.Equal("", match.QuerySelector(".text-secondary")!.TextContent));
        var list = await staff.GetPageAsync($"/customers?q={_word}");
        Assert.All(list.Rows(), row => Assert.Equal(("", "", "No email"), (row["Email"], row["Phone"], row["Welcome email"])));
        Assert.All(list.Document.QuerySelectorAll("td[data-label=Email], td[data-label=Phone]"), cell => Assert.Empty(cell.ChildNodes));

        // Neither while somebody types nor when they save is anybody without an address like another.
        var hints = await staff.SubmitAsync(await staff.GetPageAsync(Address), At(await staff.GetPageAsync(Address), "/customers/duplicates"), ("Input.Name", $"{_word} Cleo"));
        Assert.Equal("", hints.Text.Trim());
        var other = (await site.ReadAsync(db => db.Customers.Where(c => c.Name == $"{_word} Cleo").ToListAsync()))[0];
        Assert.Equal(
            HttpStatusCode.Redirect,
            (await staff.SubmitAsync(await staff.GetPageAsync($"/customers/{other.Id}/edit"), ("Input.Name", $"{_word} Cleo Other"))).Status);
        Assert.Contains($"({other.Id})", (await (await site.SignInAsync(Roles.Administrator)).GetPageAsync($"/customers/{other.Id}/delete")).TextOf("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_WithTheNumberOfSomebodyWithoutEmail_AsksAboutThem()
    {
        var phone = Phone();
        using var staff = await site.SignInAsync(Roles.Staff);
        await RegisterAsync(staff, $"{_word} Dora", "", phone);
        var asked = await RegisterAsync(staff, $"{_word} Dora", "", phone);
        Assert.StartsWith("A customer with this phone number is registered already", asked.ErrorOf("Input.Phone"), StringComparison.Ordinal);
        Assert.Equal("Same phone", asked.TextOf(".duplicates .badge"));
        Assert.Equal(phone, asked.TextOf(".duplicates a .d-block"));
        Assert.Equal(HttpStatusCode.Redirect, (await staff.SubmitAsync(asked)).Status);
    }

    [Theory]
    [InlineData("Input.Email", "nobody", "Enter an email address like name@example.org.")]
    [InlineData("Input.Phone", "12", "Enter a phone number with at least 5 digits.")]
    [InlineData("Input.Name", "", "Enter the customer's name.")]
    public async Task Register_WithSomethingWrong_IsRefusedAllTheSame(string field, string value, string message)
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var values = new Dictionary<string, string?> { ["Input.Name"] = $"{_word} Wrong", [field] = value };
        var answer = await staff.SubmitAsync(await staff.GetPageAsync(Address), [.. values.Select(v => (v.Key, v.Value))]);
        Assert.Equal(message, answer.ErrorOf(field));
        Assert.Equal(0, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Name == $"{_word} Wrong")));
    }

    [Fact]
    public async Task Register_WhereBothAreRequired_AsksForThem()
    {
        var (_, slug) = await StrictAsync();
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var answer = await administrator.SubmitAsync(await administrator.GetPageAsync($"/e/{slug}{Address}"), ("Input.Name", $"{_word} Strict"));
        Assert.Equal(
            ("Enter the customer's email address.", "Enter the customer's phone number."), (answer.ErrorOf("Input.Email"), answer.ErrorOf("Input.Phone")));
    }

    [Fact]
    public async Task RegisterKnown_WhoGaveNoEmailElsewhere_AsksForItWhereItIsRequired()
    {
        var (id, slug) = await StrictAsync();
        var eva = await site.Data.CustomerAsync(name: $"{_word} Eva", email: "");
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"/e/{slug}{Address}?known={eva.Id}");
        Assert.Equal("Input.Email", Assert.Single(form.Document.QuerySelectorAll("[autofocus]")).GetAttribute("name"));
        var refused = await administrator.SubmitAsync(form);
        Assert.Equal("Enter the customer's email address.", refused.ErrorOf("Input.Email"));

        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(refused, ("Input.Email", $"{_word}.eva@example.org"))).Status);
        Assert.Equal(["Queued"], await site.Database.ListAsync($"select state from outbox_messages where exhibition_id = {id} and customer_id = '{eva.Id}'"));
    }

    [Fact]
    public async Task RegisterKnown_WhereNothingIsRequired_TakesTheDetailsAsTheyAre()
    {
        var (id, _) = await StrictAsync();
        var finn = await site.Data.CustomerElsewhereAsync(id, name: $"{_word} Finn", email: "", phone: "");
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"{Address}?known={finn.Id}");
        Assert.Equal("Save", Assert.Single(form.Document.QuerySelectorAll("[autofocus]")).TextContent);
        Assert.Equal($"/customers/{finn.Id}", (await staff.SubmitAsync(form)).Location);
        Assert.Empty(await MailsAsync(finn.Id));
    }

    [Fact]
    public async Task Edit_ThatAddsAnEmail_SendsNothingByItselfAndOffersTo()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        await RegisterAsync(staff, $"{_word} Gus", "", Phone());
        var customer = await ReadAsync($"{_word} Gus");
        var page = await staff.FollowAsync(await staff.SubmitAsync(
            await staff.GetPageAsync($"/customers/{customer.Id}/edit"), ("Input.Email", $"{_word}@example.org")));
        Assert.Empty(await MailsAsync(customer.Id));
        Assert.Contains($"{_word}@example.org", page.TextsOf(".history li")[0], StringComparison.Ordinal);

        var sent = await staff.FollowAsync(await staff.PressAsync(page, "Send welcome email"));
        Assert.Contains("Email queued.", sent.Text, StringComparison.Ordinal);
        Assert.Equal(OutboxState.Queued, Assert.Single(await MailsAsync(customer.Id)).State);
        Assert.Equal(OutboxState.Queued, (await ReadAsync($"{_word} Gus")).MailState);
    }

    [Theory]
    [InlineData("Queued", "Cancelled", "None")]
    [InlineData("Failed", "Failed", "None")]
    [InlineData("Sent", "Sent", "Sent")]
    [InlineData("Sending", "Sending", "None")]
    public async Task Edit_ThatRemovesTheEmail_CancelsTheMailThatWaits(string mail, string then, string shown)
    {
        var customer = await site.Data.CustomerAsync(name: $"{_word} Hal");
        await site.Database.ExecuteAsync($"""
            update outbox_messages set state = '{mail}', due_at = now() + interval '1 hour' where customer_id = '{customer.Id}';
            update customers set mail_state = '{(mail == "Sending" ? "Queued" : mail)}' where id = '{customer.Id}';
            """);
        using var staff = await site.SignInAsync(Roles.Staff);
        var page = await staff.FollowAsync(await staff.SubmitAsync(await staff.GetPageAsync($"/customers/{customer.Id}/edit"), ("Input.Email", "")));

        Assert.Equal([then], (await MailsAsync(customer.Id)).Select(m => $"{m.State}"));
        Assert.Equal((shown, "", 1), ((await ReadAsync($"{_word} Hal")) is var c ? ($"{c.MailState}", c.Email, c.Version) : default));
        Assert.DoesNotContain(page.Document.QuerySelectorAll("main button"), button => button.TextContent == "Resend");
        Assert.Equal("None", (await staff.GetPageAsync($"/mail/{(await MailsAsync(customer.Id))[0].Id}")).TextOf("dt:contains('Current email') + dd"));
    }

    [Fact]
    public async Task Edit_WhereTheEmailIsRequiredByNow_AsksForIt()
    {
        var (id, slug) = await StrictAsync();
        var ida = await site.Data.CustomerElsewhereAsync(id, name: $"{_word} Ida", email: "");
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var refused = await administrator.SubmitAsync(await administrator.GetPageAsync($"/e/{slug}/customers/{ida.Id}/edit"), ("Input.Company", "New"));
        Assert.Equal(("Enter the customer's email address.", "Input.Email"), (refused.ErrorOf("Input.Email"), refused.Focused));
        Assert.Equal(["0"], await site.Database.ListAsync($"select version::text from customers where id = '{ida.Id}'"));
    }

    [Fact]
    public async Task Edit_ByTwoPeople_TellsTheSecondWithoutStraySeparators()
    {
        var customer = await site.Data.CustomerAsync(name: $"{_word} Jo", email: "", phone: "");
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/customers/{customer.Id}/edit");
        await staff.SubmitAsync(form, ("Input.Company", "First"));
        var warned = await staff.SubmitAsync(form, ("Input.Company", "Second"));
        Assert.Contains($"to: \u2068{_word} Jo\u2069, \u2068First\u2069. Save", warned.TextOf(".alert-danger"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resend_ToOneWithoutEmail_IsRefused()
    {
        var customer = await site.Data.CustomerAsync(name: _word, email: "");
        using var staff = await site.SignInAsync(Roles.Staff);
        var list = await staff.GetPageAsync($"/customers?q={_word}");
        var answer = await staff.PressAsync(list, "Resend welcome email", ("ids", customer.Id));
        Assert.Contains("or there's no email address", (await staff.FollowAsync(answer)).TextOf(".alert-warning"), StringComparison.Ordinal);
        Assert.Empty(await MailsAsync(customer.Id));
    }

    [Fact]
    public async Task Resend_ToMany_LeavesOutWhoHasNoEmailAndSaysSo()
    {
        var without = new[] { await site.Data.CustomerAsync(name: $"{_word} a", email: ""), await site.Data.CustomerAsync(name: $"{_word} b", email: "") };
        var with = await site.Data.CustomerAsync(name: $"{_word} c");
        await site.Database.ExecuteAsync($"update outbox_messages set state = 'Failed' where customer_id = '{with.Id}'");
        using var staff = await site.SignInAsync(Roles.Staff);
        var asked = await staff.GetPageAsync($"/mail/resend-many?q={_word}");
        Assert.Equal("Resend the welcome email to 1 customer?", asked.TextOf("h1"));
        Assert.Equal(["Selected", "Not sent yet", "Already sent", "Queued", "No email address"], asked.TextsOf("dl.facts dt"));
        Assert.Equal(["3", "1", "0", "0", "2"], asked.TextsOf("dl.facts dd"));

        var batch = await staff.FollowAsync(await staff.SubmitAsync(asked));
        Assert.Equal("Resend to 1 customer", batch.TextOf("h1"));
        Assert.DoesNotContain("No email", batch.TextsOf("dl.facts dt"));
        Assert.All(without, customer => Assert.Empty(MailsAsync(customer.Id).Result));
        Assert.Equal(OutboxState.Queued, Assert.Single(await MailsAsync(with.Id)).State);
    }

    [Fact]
    public async Task List_OfThoseWithoutAMail_ShowsThemAlone()
    {
        var without = await site.Data.CustomerAsync(name: $"{_word} a", email: "");
        await site.Data.CustomerAsync(name: $"{_word} b");
        using var staff = await site.SignInAsync(Roles.Staff);
        var list = await staff.GetPageAsync($"/customers?q={_word}&mail=none");
        Assert.Equal([without.Id], list.Rows().Select(row => row["ID"]));
        Assert.Equal("none", list.ValueOf("mail"));
        Assert.Equal(2, (await staff.GetPageAsync($"/customers?q={_word}&sort=mail")).Rows().Count);
        Assert.DoesNotContain("None", (await staff.GetPageAsync("/mail?state=none")).TextOf(".mail-tabs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_HasEmptyCellsAndSaysThatNoMailWasSent()
    {
        var customer = await site.Data.CustomerAsync(name: _word, email: "", phone: "");
        await site.Data.BillAsync(customer.Id, 2m);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var rows = CsvText.Records(await administrator.Http.GetStringAsync(new Uri($"/customers/export.csv?q={_word}&mail=none", UriKind.Relative)));
        Assert.Equal([customer.Id, _word, "", "", "1", "2.00", "No"], rows[1][..7]);
        var bills = CsvText.Records(await administrator.Http.GetStringAsync(new Uri($"/customers/export-bills.csv?q={_word}", UriKind.Relative)));
        Assert.Equal([customer.Id, _word, ""], bills[1][..3]);
        Assert.Equal(HttpStatusCode.OK, (await administrator.Http.GetAsync(new Uri($"/customers/export.xlsx?q={_word}", UriKind.Relative))).StatusCode);
        Assert.Contains("Welcome email: No email", (await administrator.GetPageAsync("/activity")).Text, StringComparison.Ordinal);
    }

    private static AngleSharp.Html.Dom.IHtmlFormElement At(CrmPage page, string address)
    {
        var form = page.Form();
        form.SetAttribute("action", address);
        return form;
    }

    private static async Task<CrmPage> RegisterAsync(CrmClient client, string name, string email, string phone) =>
        await client.SubmitAsync(await client.GetPageAsync(Address), ("Input.Name", name), ("Input.Email", email), ("Input.Phone", phone));

    private static string Phone() => $"+49 30 {Random.Shared.NextInt64(100_000_000, 1_000_000_000)}";

    private Task<Customer> ReadAsync(string name) => site.ReadAsync(db => db.Customers.AsNoTracking().SingleAsync(c => c.Name == name));

    private Task<List<OutboxMessage>> MailsAsync(string customer) =>
        site.ReadAsync(db => db.OutboxMessages.AsNoTracking().Where(m => m.CustomerId == customer).ToListAsync());

    /// <summary>An exhibition that asks for both.</summary>
    private async Task<(int Id, string Slug)> StrictAsync()
    {
        var id = await site.Data.AnotherExhibitionAsync("Strict");
        return (id, Assert.Single(await site.Database.ListAsync($"select slug from exhibitions where id = {id}")));
    }

    /// <summary>With an exhibition that asks for a name only.</summary>
    public sealed class Site : CrmSite
    {
        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            await Data.ExhibitionAsync(text => text with { EmailRequired = false, PhoneRequired = false });
        }
    }
}
