using System.Globalization;
using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ExhibitionCrm.Tests.Bills;

/// <summary>Bills have numbers that people can say, and are found by them.</summary>
public sealed class BillNumbersTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Fact]
    public async Task Post_ABill_SaysItsNumberWhereverTheBillIsShown()
    {
        var customer = await site.Data.CustomerAsync(name: "Numbered Person");
        using var staff = await site.SignInAsync(await site.Data.UserAsync());
        var added = await staff.FollowAsync(await SubmitAsync(staff, customer.Id, "12.50"));
        var bill = await site.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerId == customer.Id));
        var number = bill.Number.ToString(CultureInfo.InvariantCulture);

        Assert.StartsWith($"Bill {number} added: 12.50 EUR for Numbered Person", added.TextOf(".alert-success"), StringComparison.Ordinal);
        Assert.Contains($"Bill {number},", added.TextOf("section[aria-labelledby=latest]"), StringComparison.Ordinal);
        var page = await staff.GetPageAsync($"/bills/{bill.Id}");
        Assert.Equal($"Bill {number} for Numbered Person", page.TextOf("h1"));
        Assert.Contains($"added bill {number} of 12.50 EUR", page.TextOf(".history"), StringComparison.Ordinal);
        Assert.Contains($"added bill {number} of 12.50 EUR", (await staff.GetPageAsync("/")).TextOf("main"), StringComparison.Ordinal);
        Assert.Equal(number, Assert.Single((await staff.GetPageAsync($"/bills?q={customer.Id}")).Rows())["Number"]);
        Assert.Contains(number, (await staff.GetPageAsync($"/customers/{customer.Id}")).TextsOf("td[data-label=Number]"));

        var form = await staff.GetPageAsync($"/bills/{bill.Id}/void");
        Assert.Equal($"Void bill {number}?", form.TextOf("h1"));
        var voided = await staff.FollowAsync(await staff.SubmitAsync(form, ("Reason", "typed twice")));
        Assert.Contains($"Bill {number} voided.", voided.TextOf(".alert-success"), StringComparison.Ordinal);
        Assert.Contains($"voided bill {number} of 12.50 EUR", voided.TextOf(".history"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_FromTheCustomersPage_SaysTheNumberThere()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var page = await staff.GetPageAsync($"/customers/{customer.Id}");
        var answer = await staff.FollowAsync(await staff.SubmitAsync(page, page.Form("form:has([name='Bill.Amount'])"), ("Bill.Amount", "3")));
        var bill = await site.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerId == customer.Id));
        Assert.Contains($"Bill {bill.Number} added: 3.00 EUR.", answer.TextOf(".alert-success"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_TheSameFormAgain_ShowsTheSameNumber()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/bills/new?customer={customer.Id}");
        var first = await staff.FollowAsync(await staff.SubmitAsync(form, ("Bill.Amount", "5")));
        await SubmitAsync(staff, customer.Id, "6");
        var again = await staff.FollowAsync(await staff.SubmitAsync(form, ("Bill.Amount", "5")));
        Assert.Equal(first.TextOf(".alert-success"), again.TextOf(".alert-success"));
        Assert.Equal(2, await site.ReadAsync(db => db.Bills.CountAsync(b => b.CustomerId == customer.Id)));
    }

    [Fact]
    public async Task Add_OfABillThatIsSavedAlready_IsAReplayWhicheverConstraintSaysSo()
    {
        var customer = await site.Data.CustomerAsync();
        var bill = new NewBill(Guid.NewGuid(), customer.Id, TestData.Euros(5), "", null);
        var added = Assert.IsType<AddBillOutcome.Added>(await site.WithServiceAsync((BillService service) => service.AddAsync(bill, new Actor("eva"))));

        // As when the answer to an attempt is lost: the next one comes with the same number.
        await using var db = site.Database.Open();
        await db.Database.ExecuteSqlAsync($"select setval('bill_numbers', {added.Number}, false)");
        var replayed = Assert.IsType<AddBillOutcome.Replayed>(await site.WithServiceAsync((BillService service) => service.AddAsync(bill, new Actor("eva"))));
        Assert.Equal((added.Id, added.Number), (replayed.Id, replayed.Number));
    }

    [Fact]
    public async Task Post_FromManyCountersAtOnce_GivesEachItsOwnNumber()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        await staff.GetPageAsync("/bills/new");
        var customers = await site.Data.CustomersAsync(4);
        var ids = customers.Select(c => c.Id).ToList();
        var forms = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => staff.GetPageAsync($"/bills/new?customer={ids[i % 4]}")));

        var answers = await Task.WhenAll(forms.Select((form, i) => staff.SubmitAsync(form, ("Bill.Amount", $"{i + 1}"))));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Redirect, a.Status));
        var numbers = await site.ReadAsync(db => db.Bills.Where(b => ids.Contains(b.CustomerId)).Select(b => b.Number).ToListAsync());
        Assert.Equal((20, 20), (numbers.Count, numbers.Distinct().Count()));
        Assert.All(numbers, number => Assert.True(number > 0));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("#{0}")]
    [InlineData("# {0}")]
    [InlineData("No. {0}")]
    [InlineData("no {0}")]
    [InlineData("No.{0}")]
    [InlineData("№ {0}")]
    [InlineData("Nr. {0}")]
    [InlineData("Bill {0}")]
    [InlineData("bill no. {0}")]
    [InlineData("  {0} ")]
    public async Task Search_ByNumber_FindsTheBill(string typed)
    {
        var bill = await BillOfAsync(Next());
        await BillOfAsync(Next());
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.Equal([$"{bill.Number}"], await FoundAsync(viewer, string.Format(CultureInfo.InvariantCulture, typed, bill.Number)));
    }

    [Fact]
    public async Task Search_ByNumber_FindsWhatHoldsTheDigitsToo()
    {
        var number = Next();
        var bill = await BillOfAsync(number);
        var described = await site.Data.BillAsync(description: $"Order x{number}y");
        var called = await site.Data.BillAsync((await site.Data.CustomerAsync(phone: $"+49 {number}")).Id);
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.Equal(
            new[] { bill, described, called }.Select(b => $"{b.Number}").Order(StringComparer.Ordinal),
            (await FoundAsync(viewer, $"{number}")).Order(StringComparer.Ordinal));
        Assert.Empty(await FoundAsync(viewer, $"{number} nobody"));
    }

    [Theory]
    [InlineData("2147483648")]
    [InlineData("#9999999999")]
    [InlineData("No. 99999999999999999999999999")]
    [InlineData("0")]
    [InlineData("#0")]
    [InlineData("-1")]
    [InlineData("#")]
    [InlineData("No.")]
    [InlineData("#1042x")]
    public async Task Search_ByWhatIsNoNumberOfABill_IsNoFailure(string typed)
    {
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetPageAsync($"/bills?q={Uri.EscapeDataString(typed)}")).Status);
        Assert.False(BillNumbers.TryParse(typed, out _));
    }

    [Theory]
    [InlineData("1042", 1042)]
    [InlineData("１０４２", 1042)]
    [InlineData("١٠٤٢", 1042)]
    [InlineData("NUMBER 7", 7)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("01042", null)]
    [InlineData("00001042", null)]
    [InlineData("1,042", null)]
    [InlineData("1042 1043", null)]
    [InlineData("+1042", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void TryParse_OfWhatPeopleType(string? typed, int? expected) =>
        Assert.Equal(expected, BillNumbers.TryParse(typed, out var number) ? number : null);

    [Fact]
    public async Task Search_AmongManyBills_AsksIndexes()
    {
        await using var large = await CrmSite.StartAsync();
        var customer = await large.Data.CustomerAsync();
        // Without triggers: each would write one and the same customer anew.
        await large.Database.ExecuteAsync($"""
            set session_replication_role = replica;
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
            select gen_random_uuid(), '{customer.Id}', 1.01, md5(n::text), md5(n::text), now() - n * interval '1 second', 'import' from generate_series(1, 20000) n;
            reset session_replication_role;
            analyze bills;
            """);
        var sql = "";
        await using var db = new CrmDbContext(new DbContextOptionsBuilder<CrmDbContext>().UseNpgsql(large.Database.ConnectionString).UseCrmConventions()
            .LogTo(text => sql = text.Contains("LIKE", StringComparison.Ordinal) ? text : sql, [RelationalEventId.CommandExecuting])
            .EnableSensitiveDataLogging().Options)
        { Exhibition = TestDatabase.First };
        var services = large.Services;
        var list = new BillList(db, services.GetRequiredService<ExhibitionTime>(), services.GetRequiredService<KeysetPaginator>(), services.GetRequiredService<CustomerSearch>());

        var page = await list.GetPageAsync(new BillFilter("#12042", DateFilter.None), BillList.DefaultSort, PageRequest.First);

        Assert.Equal(12042, Assert.Single(page.Page.Rows).Number);
        Assert.Contains(".number = ", sql, StringComparison.Ordinal);
        var plan = string.Join('\n', await large.Database.ListAsync(
            "explain select count(*) from (select 1 from bills b where b.exhibition_id = 1 and (b.number = 12042 or b.search_text like '%12042%') limit 10001) t"));
        Assert.Contains("ix_bills_number", plan, StringComparison.Ordinal);
        Assert.Contains("ix_bills_search_1", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update bills set number = number + 1000000", PostgresErrorCodes.RestrictViolation)]
    [InlineData("update bills set number = null", PostgresErrorCodes.RestrictViolation)]
    [InlineData("insert into bills (id, customer_id, number, amount, description, search_text, created_at, created_by) select gen_random_uuid(), customer_id, number, 1, '', '', now(), 'x' from bills limit 1", PostgresErrorCodes.UniqueViolation)]
    [InlineData("insert into bills (id, customer_id, number, amount, description, search_text, created_at, created_by) select gen_random_uuid(), customer_id, 0, 1, '', '', now(), 'x' from bills limit 1", PostgresErrorCodes.CheckViolation)]
    public async Task Number_ChangedOrWrong_IsRefusedByTheDatabase(string sql, string reason)
    {
        await site.Data.BillAsync();
        Assert.Equal(reason, (await Assert.ThrowsAsync<PostgresException>(() => site.Database.ExecuteAsync(sql))).SqlState);
    }

    // Apart from those of other tests, and in nobody's phone number.
    private static int Last = 73_190_000;

    private static int Next() => Interlocked.Increment(ref Last);

    private async Task<Bill> BillOfAsync(int number)
    {
        var bill = Bill.Add(Guid.NewGuid(), (await site.Data.CustomerAsync(phone: "+49 1")).Id, TestData.Euros(1), "", "somebody", DateTimeOffset.UtcNow);
        bill.TakeNumber(number);
        await using var db = site.Database.Open();
        db.Add(bill);
        await db.SaveChangesAsync();
        return bill;
    }

    private static async Task<IEnumerable<string>> FoundAsync(CrmClient client, string typed) =>
        (await client.GetPageAsync($"/bills?q={Uri.EscapeDataString(typed)}")).Rows().Select(r => r["Number"]);

    private static async Task<CrmPage> SubmitAsync(CrmClient client, string customerId, string amount) =>
        await client.SubmitAsync(await client.GetPageAsync($"/bills/new?customer={customerId}"), ("Bill.Amount", amount));
}
