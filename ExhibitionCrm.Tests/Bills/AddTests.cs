using System.Net;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Bills;

public sealed class AddTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Fact]
    public async Task Get_AsViewer_IsForbidden()
    {
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.GetPageAsync("/bills/new")).Status);
    }

    [Fact]
    public async Task Get_WithoutACustomer_AsksForOne()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var page = await staff.GetPageAsync("/bills/new");
        Assert.Equal("customer", page.Focused);
        Assert.Null(page.Document.QuerySelector("#found form"));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("{1}")]
    [InlineData(" {0} ")]
    [InlineData("scanned-{0}@example.org")]
    public async Task Get_AnIdOrTheOnlyMatch_ShowsThePanelBeforeAnythingIsSaved(string typed)
    {
        var customer = await site.Data.CustomerAsync(name: "Panel Person", phone: "+49 1");
        await site.ReadAsync(db => db.Customers.Where(c => c.Id == customer.Id).ExecuteUpdateAsync(c => c
            .SetProperty(x => x.Email, $"scanned-{customer.Id}@example.org")
            .SetProperty(x => x.SearchText, $"{customer.Id}\nshown person\nscanned-{customer.Id}@example.org".ToLowerInvariant())));
        await site.Data.BillAsync(customer.Id, 7.50m);
        await site.Data.BillAsync(customer.Id, 2.50m);
        using var staff = await site.SignInAsync(Roles.Staff);
        var query = string.Format(null, typed, customer.Id, customer.Id.ToLowerInvariant().Insert(4, "-"));
        var page = await staff.GetPageAsync($"/bills/new?customer={Uri.EscapeDataString(query)}");
        Assert.Equal([customer.Id, "Panel Person", $"scanned-{customer.Id}@example.org", "+49 1", "2", "10.00 EUR"], page.TextsOf("dl.facts dd"));
        Assert.Equal("Bill.Amount", page.Focused);
    }

    [Fact]
    public async Task Get_SeveralMatches_OffersThemToChooseFrom()
    {
        var (one, two) = (await site.Data.CustomerAsync(name: "Twin One"), await site.Data.CustomerAsync(name: "Twin Two"));
        using var staff = await site.SignInAsync(Roles.Staff);
        var page = await staff.GetPageAsync("/bills/new?customer=TWIN");
        Assert.Equal([one.Id, two.Id], page.TextsOf("[data-matches] .customer-id"));
        var chosen = await staff.GetPageAsync(page.Element("[data-matches] a").GetAttribute("href")!);
        Assert.Contains("Twin One", chosen.TextOf("dl.facts"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody at all", "No customer found")]
    [InlineData("ZZZZZZZ7", "No customer found")]
    [InlineData("ZZZZZZZ8", "looks mistyped")]
    [InlineData("deadbeef", "looks mistyped")]
    public async Task Get_NoMatch_SaysWhatMayBeWrong(string typed, string message)
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var page = await staff.GetPageAsync($"/bills/new?customer={typed}");
        Assert.Contains(message, page.TextOf("#customer-error"), StringComparison.Ordinal);
        Assert.Equal(typed, page.ValueOf("customer"));
    }

    [Fact]
    [Trait("OldFault", "The bill form loads every customer into a select box")]
    public async Task Get_WithManyCustomers_DoesNotGrow()
    {
        await using var site = await CrmSite.StartAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var few = (await staff.GetPageAsync("/bills/new?customer=visitor")).Document.Source.Text.Length;
        await site.Data.CustomersAsync(2000);
        var many = await staff.GetPageAsync("/bills/new?customer=visitor");
        Assert.Empty(many.Document.QuerySelectorAll("main option"));
        Assert.Equal(CustomerLookup.MatchesShown, many.TextsOf(".list-group .customer-id").Count);
        Assert.InRange(many.Document.Source.Text.Length, few, few + 10_000);
    }

    [Theory]
    [Trait("OldFault", "A bill of -50, of 0 or of 1E+7 is taken")]
    [InlineData("", "Enter an amount")]
    [InlineData("0", "greater than zero")]
    [InlineData("-50", "greater than zero")]
    [InlineData("1E+7", "digits")]
    [InlineData("0.001", "two decimal places")]
    [InlineData("1,234", "two decimal places")]
    [InlineData("fifty", "digits")]
    [InlineData("100000000", "at most")]
    public async Task Post_ABadAmount_ComesBackWithEverythingTypedAndSavesNothing(string amount, string message)
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var answer = await SubmitAsync(staff, customer.Id, amount, "One <table>\nand a lamp");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains(message, answer.ErrorOf("Bill.Amount"), StringComparison.Ordinal);
        Assert.Equal("Bill.Amount", answer.Focused);
        Assert.Equal("One <table>\nand a lamp", answer.ValueOf("Bill.Description"));
        Assert.Equal(amount, answer.ValueOf("Bill.Amount"));
        Assert.Contains(customer.Id, answer.TextOf("dl.facts"), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(customer.Id));
    }

    [Theory]
    [InlineData("a\u0001b", "control characters")]
    [InlineData("a\u001bb", "control characters")]
    [InlineData("a\uFFFEb", "control characters")]
    [InlineData(null, "1000 characters or fewer")]
    public async Task Post_ABadDescription_ComesBack(string? description, string message)
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var answer = await SubmitAsync(staff, customer.Id, "12.30", description ?? new string('d', Bill.DescriptionMaxLength + 1));
        Assert.Contains(message, answer.ErrorOf("Bill.Description"), StringComparison.Ordinal);
        Assert.Equal("12.30", answer.ValueOf("Bill.Amount"));
        Assert.Equal("Bill.Description", answer.Focused);
        Assert.Equal(0, await CountAsync(customer.Id));
    }

    [Theory]
    [InlineData("{0}", "no amount")]
    [InlineData("{0}", "20000")]
    [InlineData("somebody else", "5")]
    public async Task Post_ThatComesBack_StillShowsTheLatestBillsWithUndo(string search, string amount)
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(await site.Data.UserAsync());
        await SubmitAsync(staff, customer.Id, "7.77", "before");
        var form = await staff.GetPageAsync($"/bills/new?customer={customer.Id}");
        var answer = await staff.SubmitAsync(form, ("customer", string.Format(null, search, customer.Id)), ("Bill.Amount", amount));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("7.77", answer.TextOf("section[aria-labelledby=latest]"), StringComparison.Ordinal);
        Assert.NotNull(answer.Document.QuerySelector("section[aria-labelledby=latest] [name=undo]"));
    }

    [Fact]
    public async Task Post_ABill_IsSavedBySomebodyAndOnRecord()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(await site.Data.UserAsync(userName: "bill.clerk"));
        var answer = await SubmitAsync(staff, customer.Id, "1234,50", "Two\r\nchairs ");
        var next = await staff.FollowAsync(answer);
        Assert.Contains("1,234.50 EUR", next.TextOf(".alert-success"), StringComparison.Ordinal);
        Assert.Contains(customer.Id, next.TextOf(".alert-success"), StringComparison.Ordinal);
        Assert.Equal("customer", next.Focused);

        var bill = await site.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerId == customer.Id));
        Assert.Equal((1234.50m, "Two\nchairs", "bill.clerk"), (bill.Amount, bill.Description, bill.CreatedBy));
        var entry = await site.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.SubjectId == bill.Id.ToString()));
        Assert.Equal((new BillAdded(bill.Id, customer.Id, 1234.50m, "Two\nchairs", bill.Number), "bill.clerk"), (entry.Event, entry.Actor));
        var saved = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == customer.Id));
        Assert.Equal((1, 1234.50m), (saved.BillCount, saved.BillTotal));
    }

    [Fact]
    public async Task Post_AnotherPersonsName_IsIgnored()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(await site.Data.UserAsync(userName: "honest"));
        var form = await staff.GetPageAsync($"/bills/new?customer={customer.Id}");
        var fields = CrmForm.Fields(form.Form(), ("Bill.Amount", "5"));
        using var content = new FormUrlEncodedContent([.. fields, new("CreatedBy", "boss"), new("Bill.CreatedBy", "boss"), new("Bill.CustomerId", "ZZZZZZZ7")]);
        using var answer = await staff.Http.PostAsync(new Uri($"/bills/new?customer={customer.Id}", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("honest", (await site.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerId == customer.Id))).CreatedBy);
    }

    [Fact]
    [Trait("OldFault", "A double click makes two bills")]
    public async Task Post_ByADoubleClick_MakesOneBill()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/bills/new?customer={customer.Id}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => staff.SubmitAsync(form, ("Bill.Amount", "5"))));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Redirect, a.Status));
        Assert.Single(answers.Select(a => a.Location).Distinct());
        var saved = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == customer.Id));
        Assert.Equal((1, 5m), (saved.BillCount, saved.BillTotal));
    }

    [Fact]
    public async Task Post_AUsedFormWithAnotherBill_SaysSoAndSavesItTheSecondTime()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/bills/new?customer={customer.Id}");
        await staff.SubmitAsync(form, ("Bill.Amount", "5"));
        var warned = await staff.SubmitAsync(form, ("Bill.Amount", "6"), ("Bill.Description", "another"));
        Assert.Equal(HttpStatusCode.OK, warned.Status);
        Assert.Matches(@"already used to add bill \d+ of 5\.00", warned.TextOf(".alert-danger"));
        Assert.Equal(("6", "another"), (warned.ValueOf("Bill.Amount"), warned.ValueOf("Bill.Description")));
        Assert.Equal(1, await CountAsync(customer.Id));

        Assert.Equal(HttpStatusCode.Redirect, (await staff.SubmitAsync(warned)).Status);
        Assert.Equal(2, await CountAsync(customer.Id));
    }

    [Fact]
    public async Task Post_AUsedFormWithAnotherAmountAlone_IsAnotherBill()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/bills/new?customer={customer.Id}");
        await staff.SubmitAsync(form, ("Bill.Amount", "5"), ("Bill.Description", "the same"));
        var warned = await staff.SubmitAsync(form, ("Bill.Amount", "5.01"), ("Bill.Description", "the same"));
        Assert.Matches(@"already used to add bill \d+ of 5\.00", warned.TextOf(".alert-danger"));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("{1}")]
    [InlineData("nobody at all")]
    [InlineData("")]
    [InlineData("ZZZZZZZ7")]
    [InlineData("several of them")]
    public async Task Post_WhenTheSearchSaysSomethingElse_SavesNothingAndKeepsWhatWasTyped(string search)
    {
        var customer = await site.Data.CustomerAsync(name: $"Several of them {Guid.NewGuid():N}");
        var other = await site.Data.CustomerAsync(name: $"Several of them {Guid.NewGuid():N}");
        search = string.Format(null, search, other.Id, other.Name);
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/bills/new?customer={customer.Id}");
        var answer = await staff.SubmitAsync(form, ("customer", search), ("Bill.Amount", "12.50"), ("Bill.Description", "a map"));
        Assert.Contains("wasn't saved", answer.ErrorOf("customer"), StringComparison.Ordinal);
        Assert.Equal(("customer", search), (answer.Focused, answer.ValueOf("customer")));
        Assert.Equal(("12.50", "a map"), (answer.ValueOf("Bill.Amount"), answer.ValueOf("Bill.Description")));
        Assert.Contains(customer.Id, answer.TextOf("dl.facts"), StringComparison.Ordinal);
        Assert.Equal((0, 0), (await CountAsync(customer.Id), await CountAsync(other.Id)));
    }

    [Theory]
    [InlineData("\u0001")]
    [InlineData("nobody")]
    [InlineData(null)]
    public async Task Post_WithoutAShownCustomerThatThereCanBe_SavesNothing(string? shown)
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/bills/new?customer={customer.Id}");
        var answer = await staff.SubmitAsync(form, ("shown", shown), ("Bill.Amount", "12.50"));
        Assert.Contains("wasn't saved", answer.ErrorOf("customer"), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(customer.Id));
    }

    [Fact]
    public async Task Post_FromAPanelFoundByName_IsSaved()
    {
        var customer = await site.Data.CustomerAsync(name: "Ünique (Shown) [x]");
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/bills/new?customer={Uri.EscapeDataString("ünique (shown)")}");
        Assert.Equal(@"\u00fcnique\u0020\u0028shown\u0029", form.Element("#customer").GetAttribute("pattern"));
        Assert.Equal(HttpStatusCode.Redirect, (await staff.SubmitAsync(form, ("Bill.Amount", "5"))).Status);
        Assert.Equal(1, await CountAsync(customer.Id));
    }

    [Fact]
    public async Task Post_WhenTheCustomerWasDeletedMeanwhile_IsNoFailure()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/bills/new?customer={customer.Id}");
        await site.ReadAsync(db => db.Customers.Where(c => c.Id == customer.Id).ExecuteDeleteAsync());
        var answer = await staff.SubmitAsync(form, ("Bill.Amount", "5"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("No customer", answer.Text, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(customer.Id));
    }

    [Fact]
    public async Task Post_FromManyCountersAtOnce_AddsEveryBill()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        // The first page brings the cookie that the forms' tokens belong to.
        await staff.GetPageAsync("/bills/new");
        var forms = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => staff.GetPageAsync($"/bills/new?customer={customer.Id}")));
        var answers = await Task.WhenAll(forms.Select((form, i) => staff.SubmitAsync(form, ("Bill.Amount", $"{i + 1}.01"))));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Redirect, a.Status));
        var saved = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == customer.Id));
        Assert.Equal((20, 210.20m), (saved.BillCount, saved.BillTotal));
    }

    private static async Task<CrmPage> SubmitAsync(CrmClient client, string customerId, string amount, string description) =>
        await client.SubmitAsync(await client.GetPageAsync($"/bills/new?customer={customerId}"), ("Bill.Amount", amount), ("Bill.Description", description));

    private Task<int> CountAsync(string customerId) => site.ReadAsync(db => db.Bills.CountAsync(b => b.CustomerId == customerId));
}
