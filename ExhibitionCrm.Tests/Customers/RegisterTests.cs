using System.Net;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Customers;

public sealed class RegisterTests(CrmSite site) : IClassFixture<CrmSite>
{
    private const string Address = "/customers/new";

    [Fact]
    public async Task Get_AsViewer_IsForbidden()
    {
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.GetPageAsync(Address)).Status);
    }

    [Fact]
    public async Task Post_WithoutTheFormsToken_IsRefused()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        using var content = new FormUrlEncodedContent([new("Input.Name", "Forged"), new("Input.Email", "a@example.org"), new("Input.Phone", "030 123")]);
        using var answer = await staff.Http.PostAsync(new Uri(Address, UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, await CountAsync("Forged"));
    }

    [Fact]
    public async Task Get_AsStaff_ShowsAnEmptyFormWithTheFocusOnTheName()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var page = await staff.GetPageAsync(Address);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(("", "", ""), (page.ValueOf("Input.Name"), page.ValueOf("Input.Email"), page.ValueOf("Input.Phone")));
        Assert.Equal("Input.Name", page.Focused);
    }

    public static TheoryData<string, string, string> BadInputs => new()
    {
        { "Input.Name", "", "Enter the customer's name" },
        { "Input.Name", "   ", "Enter the customer's name" },
        { "Input.Name", new string('n', ContactDetails.NameMaxLength + 1), "255 characters or fewer" },
        { "Input.Name", "two\nlines", "control characters" },
        { "Input.Name", "bell\u0007", "control characters" },
        { "Input.Email", "", "Enter the customer's email" },
        { "Input.Email", "nobody", "like name@example.org" },
        { "Input.Email", "a@b", "like name@example.org" },
        { "Input.Email", "a b@example.org", "like name@example.org" },
        { "Input.Email", "a@example..org", "like name@example.org" },
        { "Input.Email", "a@example.org, b@example.org", "like name@example.org" },
        { "Input.Email", "Ann <a@example.org>", "like name@example.org" },
        { "Input.Email", "a@example.org\r\nBcc: b@example.org", "like name@example.org" },
        { "Input.Email", "\"a\"@example.org", "like name@example.org" },
        { "Input.Email", $"{new string('a', 64)}@{new string('b', 63)}.{new string('c', 63)}.{new string('d', 63)}.org", "254 characters or fewer" },
        { "Input.Phone", "", "Enter the customer's phone" },
        { "Input.Phone", new string('1', PhoneNumber.MaxLength + 1), "20 characters or fewer" },
        { "Input.Phone", "030\u0001123", "control characters" },
        { "Input.Phone", "ext. 1234", "at least 5 digits" },
        { "Input.Name", "Ann\uFFFE", "control characters" },
        { "Input.Name", "\uFDD0", "control characters" },
        { "Input.Company", new string('c', ContactDetails.CompanyMaxLength + 1), "255 characters or fewer" },
        { "Input.Company", "two\nlines", "control characters" },
        { "Input.JobTitle", new string('j', ContactDetails.JobTitleMaxLength + 1), "255 characters or fewer" },
        { "Input.JobTitle", "\uFDD0", "control characters" },
        { "Input.Note", new string('n', ContactDetails.NoteMaxLength + 1), "2,000 characters or fewer" },
        { "Input.Note", "bell\u0007", "control characters" },
    };

    [Theory]
    [MemberData(nameof(BadInputs))]
    public async Task Post_WithABadInput_ComesBackWithEverythingTypedAndSavesNothing(string field, string value, string message)
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var before = await CountAsync();
        (string Name, string? Value)[] typed =
        [
            ("Input.Name", "Ann Example"), ("Input.Email", "ann@example.org"), ("Input.Phone", "+49 30 1234"),
            ("Input.Company", "Example GmbH"), ("Input.JobTitle", "Buyer"), ("Input.Note", "Two\nlines"),
        ];
        typed[Array.FindIndex(typed, t => t.Name == field)].Value = value;

        var answer = await staff.SubmitAsync(await staff.GetPageAsync(Address), typed);

        Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity });
        Assert.Contains(message, answer.ErrorOf(field), StringComparison.Ordinal);
        Assert.Equal(field, answer.Focused);
        Assert.All(typed.Where(t => t.Name != field), t => Assert.Null(answer.ErrorOf(t.Name)));
        // A field of one line cannot hold every control character; all else comes back as it was typed.
        Assert.All(typed.Where(t => t.Name == "Input.Note" || !t.Value!.Any(char.IsControl)), t => Assert.Equal(t.Value, answer.ValueOf(t.Name)));
        Assert.Equal(before, await CountAsync());
    }

    [Theory]
    [InlineData("Input.Name")]
    [InlineData("Input.Email")]
    [InlineData("Input.Phone")]
    [InlineData("Input.Company")]
    [InlineData("Input.Note")]
    public async Task Post_WithANulCharacter_IsRefusedAsAWhole(string field)
    {
        // No browser lets anybody type one; the server does not read such a form at all.
        using var staff = await site.SignInAsync(Roles.Staff);
        var before = await CountAsync();
        var answer = await staff.SubmitAsync(await staff.GetPageAsync(Address), ("Input.Name", "N"), ("Input.Email", "n@example.org"), ("Input.Phone", "030 123"), (field, "a\0b"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task Post_WithNothing_HasAMessageAtEachFieldAndTheFocusOnTheFirst()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var answer = await staff.SubmitAsync(await staff.GetPageAsync(Address));
        Assert.All(["Input.Name", "Input.Email", "Input.Phone"], field => Assert.NotNull(answer.ErrorOf(field)));
        Assert.All(["Input.Company", "Input.JobTitle", "Input.Note"], field => Assert.Null(answer.ErrorOf(field)));
        Assert.Equal("Input.Name", answer.Focused);
        Assert.Single(answer.Document.QuerySelectorAll("[autofocus]"));
    }

    [Fact]
    public async Task Post_AValidForm_SavesCustomerMailAndHistoryAndShowsTheId()
    {
        using var staff = await site.SignInAsync(await site.Data.UserAsync(userName: "rita"));
        var answer = await SubmitAsync(staff, " Ann Example ", " ann@example.org ", " +49 (0)30 / 12 ");

        var page = await staff.FollowAsync(answer);
        var id = page.Url.Segments[^1];
        Assert.True(CustomerId.HasValidCheck(id));
        var customer = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == id));
        Assert.Equal(("Ann Example", "ann@example.org", "+49 (0)30 / 12"), (customer.Name, customer.Email, customer.Phone));
        Assert.Equal(("rita", OutboxState.Queued), (customer.CreatedBy, customer.MailState));
        var mail = await site.ReadAsync(db => db.OutboxMessages.SingleAsync(m => m.CustomerId == id));
        Assert.Equal((MessageKind.Welcome, OutboxState.Queued), (mail.Kind, mail.State));
        var entry = await site.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.SubjectId == id));
        Assert.Equal((new CustomerRegistered(id, "Ann Example", "ann@example.org", "+49 (0)30 / 12"), "rita"), (entry.Event, entry.Actor));
        Assert.NotNull(entry.Address);

        Assert.Contains(id, page.TextOf(".alert-success"), StringComparison.Ordinal);
        Assert.Equal(id, page.TextOf(".customer-id-lg"));
        Assert.Equal($"/customers/{id}/qr.svg", page.Element("img.qr").GetAttribute("src"));
        Assert.NotNull(page.Document.QuerySelector($"a[href='/customers/{id}/badge']"));
        Assert.NotNull(page.Document.QuerySelector("main a[href='/customers/new']"));
        Assert.NotNull(page.Document.QuerySelector("main [name='Bill.Amount']"));
    }

    [Fact]
    public async Task Post_WithCompanyJobTitleAndNote_SavesAndShowsThem()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var answer = await staff.SubmitAsync(
            await staff.GetPageAsync(Address), ("Input.Name", "Ann Whole"), ("Input.Email", "ann.whole@example.org"), ("Input.Phone", "030 12345"),
            ("Input.Company", " <b>Söhne</b> & Co "), ("Input.JobTitle", "Buyer"), ("Input.Note", "first line\r\nsecond line\r\n"));

        var page = await staff.FollowAsync(answer);
        var customer = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Name == "Ann Whole"));
        Assert.Equal(("<b>Söhne</b> & Co", "Buyer", "first line\nsecond line"), (customer.Company, customer.JobTitle, customer.Note));
        Assert.Equal("<b>sohne</b> & co", customer.CompanyKey);
        var entry = await site.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.SubjectId == customer.Id));
        Assert.Equal(
            new CustomerRegistered(customer.Id, "Ann Whole", "ann.whole@example.org", "030 12345", "<b>Söhne</b> & Co", "Buyer", "first line\nsecond line"), entry.Event);
        var facts = page.Document.QuerySelectorAll("main dl.facts dd").Select(fact => fact.TextContent).ToList();
        Assert.All(["<b>Söhne</b> & Co", "Buyer", "first line\nsecond line"], fact => Assert.Contains(fact, facts));
        Assert.EndsWith("Company: <b>Söhne</b> & Co Job title: Buyer Note: first line second line", page.TextsOf(".history li")[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_SaveAndAddAnother_LeadsToAnEmptyFormThatSaysWhatWasMade()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var first = await staff.GetPageAsync(Address);
        var answer = await staff.SubmitAsync(first, ("Input.Name", "Next Please"), ("Input.Email", "n@example.org"), ("Input.Phone", "030 123"), ("next", "another"));
        Assert.Equal(Address, answer.Location);
        var second = await staff.FollowAsync(answer);
        Assert.Equal("", second.ValueOf("Input.Name"));
        Assert.NotEqual(first.ValueOf("Key"), second.ValueOf("Key"));
        var saved = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Name == "Next Please"));
        Assert.Contains(saved.Id, second.TextOf(".alert-success"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("OldFault", "A double click makes two customers")]
    public async Task Post_ByADoubleClick_MakesOneCustomer()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync(Address);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            staff.SubmitAsync(form, ("Input.Name", "Double Click"), ("Input.Email", "d@example.org"), ("Input.Phone", "030 123"))));
        Assert.Single(answers.Select(a => a.Location).Distinct());
        Assert.StartsWith("/customers/", answers[0].Location, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync("Double Click"));
    }

    [Fact]
    public async Task Post_AgainAfterALostAnswer_LeadsToTheCustomerMadeThen()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync(Address);
        (string, string?)[] typed = [("Input.Name", "Lost Answer"), ("Input.Email", "l@example.org"), ("Input.Phone", "030 123")];
        var first = await staff.SubmitAsync(form, typed);
        var second = await staff.SubmitAsync(form, typed);
        Assert.Equal(first.Location, second.Location);
        Assert.Equal(1, await CountAsync("Lost Answer"));
    }

    [Fact]
    public async Task Post_AUsedFormWithAnotherCustomer_SaysSoAndSavesItTheSecondTime()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync(Address);
        await staff.SubmitAsync(form, ("Input.Name", "First Visitor"), ("Input.Email", "f@example.org"), ("Input.Phone", "030 123"));

        var warned = await staff.SubmitAsync(form, ("Input.Name", "Second Visitor"), ("Input.Email", "s@example.org"), ("Input.Phone", "030 123"));
        Assert.Equal(HttpStatusCode.OK, warned.Status);
        Assert.Contains("First Visitor", warned.TextOf(".alert-danger"), StringComparison.Ordinal);
        Assert.Equal("Second Visitor", warned.ValueOf("Input.Name"));
        Assert.Equal(0, await CountAsync("Second Visitor"));

        Assert.Equal(HttpStatusCode.Redirect, (await staff.SubmitAsync(warned)).Status);
        Assert.Equal((1, 1), (await CountAsync("First Visitor"), await CountAsync("Second Visitor")));
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("O'Brien \"Bob\", \\ & Söhne; <b@example.org>")]
    [InlineData("شركة المعرض")]
    [InlineData("山田 太郎 😀👨‍👩‍👧")]
    [InlineData("{{7*7}} ${x} %s %n")]
    public async Task Post_AnUnusualName_IsKeptAndShownAsItWasTyped(string name)
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var page = await staff.FollowAsync(await SubmitAsync(staff, name, $"{Guid.NewGuid():N}@example.org", "030 1234, Bob ext. 7"));
        Assert.Equal(name, page.TextOf("h1"));
        Assert.Contains("030 1234, Bob ext. 7", page.Text, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(name));
    }

    [Fact]
    public async Task Post_TheLongestValues_AreSaved()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var name = string.Concat(Enumerable.Repeat("Ä", ContactDetails.NameMaxLength));
        var email = $"{new string('a', 64)}@{new string('b', 63)}.{new string('c', 63)}.{new string('d', 57)}.org";
        Assert.Equal(EmailAddress.MaxLength, email.Length);
        var answer = await SubmitAsync(staff, name, email, new string('1', PhoneNumber.MaxLength));
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Equal(1, await CountAsync(name));
    }

    private static async Task<CrmPage> SubmitAsync(CrmClient client, string name, string email, string phone) =>
        await client.SubmitAsync(await client.GetPageAsync(Address), ("Input.Name", name), ("Input.Email", email), ("Input.Phone", phone));

    private Task<int> CountAsync(string? name = null) => site.ReadAsync(db => db.Customers.CountAsync(c => name == null || c.Name == name));
}
