using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Bills;

public sealed class IndexTests : IAsyncLifetime
{
    // Lists are of everything there is, so each test has its own everything.
    private CrmSite _site = null!;

    public async Task InitializeAsync() => _site = await CrmSite.StartAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("{0}")]
    [InlineData("søren")]
    [InlineData("buyer@firm")]
    [InlineData("OAK TABLE")]
    public async Task Get_AnyPartOfCustomerOrDescription_FindsTheBill(string query)
    {
        var customer = await _site.Data.CustomerAsync(name: "Søren", email: "buyer@firm.example");
        await _site.Data.BillAsync(customer.Id, 5m, "One oak table", createdBy: "clerk");
        await _site.Data.BillAsync(amount: 9m, description: "Another");
        using var viewer = await _site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync($"/bills?q={Uri.EscapeDataString(string.Format(null, query, customer.Id.ToLowerInvariant()))}");
        var row = Assert.Single(page.Rows());
        Assert.Equal((customer.Id, "Søren", "buyer@firm.example", "5.00", "One oak table", "clerk"),
            (row["ID"], row["Customer"], row["Email"], row.Single(c => c.Key.StartsWith("Amount", StringComparison.Ordinal)).Value, row["Description"], row["Added by"]));
    }

    [Fact]
    public async Task Get_WithVoidBills_ShowsThemButLeavesThemOutOfTheSum()
    {
        var bill = await _site.Data.BillAsync(amount: 0.10m);
        await _site.Data.BillAsync(bill.CustomerId, 0.20m);
        await _site.Data.BillAsync(bill.CustomerId, 1000m, voidReason: "wrong");
        using var viewer = await _site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync("/bills");
        Assert.Equal(3, page.Rows().Count);
        Assert.Contains("0.30", page.TextOf("tfoot"), StringComparison.Ordinal);
        Assert.DoesNotContain("1,000", page.TextOf("tfoot"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("by=first.clerk", "0.30", "good of first", "void of first")]
    [InlineData("by=second.clerk", "0.50", "good of second")]
    [InlineData("state=void", "0.00", "void of first")]
    [InlineData("state=valid", "0.80", "good of first", "good of second")]
    [InlineData("by=first.clerk&state=valid", "0.30", "good of first")]
    [InlineData("by=first.clerk&state=valid&q=void", null)]
    [InlineData("by=nobody", null)]
    [InlineData("by=&state=nonsense", "0.80", "good of first", "good of second", "void of first")]
    [InlineData("by=%00", "0.80", "good of first", "good of second", "void of first")]
    public async Task Get_ByPersonAndStatus_Narrows(string query, string? sum, params string[] descriptions)
    {
        await _site.Data.BillAsync(amount: 0.30m, description: "good of first", createdBy: "first.clerk");
        await _site.Data.BillAsync(amount: 99m, description: "void of first", createdBy: "first.clerk", voidReason: "wrong");
        await _site.Data.BillAsync(amount: 0.50m, description: "good of second", createdBy: "second.clerk");
        using var viewer = await _site.SignInAsync(Roles.Viewer);

        var page = await viewer.GetPageAsync($"/bills?{query}");

        Assert.Equal(descriptions, page.Rows().Select(r => r["Description"]).Order());
        if (sum is not null)
        {
            Assert.Contains($"{sum} EUR", page.TextOf(".page-head"), StringComparison.Ordinal);
            Assert.Contains(sum, page.TextOf("tfoot"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Get_ByDateAndAmount_NarrowsAndSorts()
    {
        var time = _site.Services.GetRequiredService<ExhibitionTime>();
        await _site.Data.BillAsync(amount: 9m, description: "today small", createdAt: time.StartOf(time.Today));
        await _site.Data.BillAsync(amount: 10m, description: "today large", createdAt: time.StartOf(time.Today).AddMinutes(1));
        await _site.Data.BillAsync(amount: 99m, description: "yesterday", createdAt: time.StartOf(time.Today).AddMilliseconds(-1));
        using var viewer = await _site.SignInAsync(Roles.Viewer);
        async Task<IEnumerable<string>> ListAsync(string query) => (await viewer.GetPageAsync($"/bills?{query}")).Rows().Select(r => r["Description"]);

        Assert.Equal(["today large", "today small"], await ListAsync("created=today"));
        Assert.Equal(["today small", "today large"], await ListAsync("created=today&sort=amount"));
        Assert.Equal(["yesterday", "today large", "today small"], await ListAsync("sort=-amount"));
        Assert.Equal(["today large"], await ListAsync("created=today&q=LARGE"));

        // A day ends before the next one begins.
        await _site.Data.BillAsync(amount: 1m, description: "tomorrow", createdAt: time.StartOf(time.Today.AddDays(1)));
        Assert.Equal(["today large", "today small"], await ListAsync($"from={time.Today:yyyy-MM-dd}&to={time.Today:yyyy-MM-dd}"));
    }

    [Fact]
    public async Task Get_MoreThanAPage_SumsThePageAndAllThatWereFound()
    {
        var customer = await _site.Data.CustomerAsync(name: "Big Buyer");
        await _site.Database.ExecuteAsync($"""
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
            select gen_random_uuid(), '{customer.Id}', 1.01, 'x', 'x', now() - n * interval '1 second', 'import' from generate_series(1, 250) n
            """);
        await _site.Data.BillAsync(amount: 5000m);
        using var viewer = await _site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync("/bills?q=big+buyer&page=2");
        Assert.Equal(100, page.Rows().Count);
        Assert.Contains("101.00", page.TextOf("tfoot"), StringComparison.Ordinal);
        Assert.Contains("252.50", page.TextOf("main"), StringComparison.Ordinal);
        Assert.Contains("101–200 of 250", page.TextOf(".pager p"), StringComparison.Ordinal);
        Assert.Equal(50, (await viewer.GetPageAsync("/bills?q=big+buyer&page=3")).Rows().Count);
    }

    [Fact]
    public async Task Search_FindsBillsByTheirCustomerAsHeIsCalledNow()
    {
        var customer = await _site.Data.CustomerAsync(name: "Älter Name", email: "older@firm.example");
        var bill = await _site.Data.BillAsync(customer.Id, description: "Größe 50%_XL");
        await _site.Data.BillAsync(description: "another");
        using var staff = await _site.SignInAsync(Roles.Staff);
        async Task<IEnumerable<string>> FoundAsync(string typed) =>
            (await staff.GetPageAsync($"/bills?q={Uri.EscapeDataString(typed)}")).Rows().Select(r => r["Description"]);

        foreach (var typed in new[] { "alter na", "OLDER@firm", customer.Id, customer.Id.ToLowerInvariant().Insert(4, "-"), "große 50%_", "xl" })
        {
            Assert.Equal([bill.Description], await FoundAsync(typed));
        }

        var form = await staff.GetPageAsync($"/customers/{customer.Id}/edit");
        await staff.SubmitAsync(form, ("Input.Name", "Newer Name"), ("Input.Email", "n@firm.example"));
        Assert.Empty(await FoundAsync("alter na"));
        Assert.Empty(await FoundAsync("older@"));
        Assert.Equal([bill.Description], await FoundAsync("newer name"));
        Assert.Equal([bill.Description], await FoundAsync("50%_xl"));
        Assert.Equal([bill.Description], await FoundAsync("große  newer"));
        Assert.Empty(await FoundAsync("examplegröße"));
    }

    [Fact]
    public async Task Search_AfterEditsAndBillsAtOnce_MissesNone()
    {
        var customer = await _site.Data.CustomerAsync(name: "Name 0");
        await Parallel.ForAsync(1, 120, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, cancellationToken) =>
        {
            if (i % 4 == 0)
            {
                await using var db = _site.Database.Open();
                await db.Database.ExecuteSqlAsync($"update customers set name = {$"Name {i}"}, search_text = {$"{customer.Id.ToLowerInvariant()}\nname {i}."} where id = {customer.Id}", cancellationToken);
            }
            else
            {
                await _site.Data.BillAsync(customer.Id, description: "Ware");
            }
        });
        Assert.Equal(
            await _site.Database.ListAsync($"select search_text || e'\nware' from customers where id = '{customer.Id}'"),
            await _site.Database.ListAsync($"select distinct search_text from bills where customer_id = '{customer.Id}'"));
        Assert.Equal(["90"], await _site.Database.ListAsync($"select bill_count::text from customers where id = '{customer.Id}'"));
    }
}
