using System.Net;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Bills;

/// <summary>Amounts that hardly anybody means are asked about once, on both pages that have the form.</summary>
public sealed class DoubtfulAmountTests(CrmSite site) : IClassFixture<CrmSite>
{
    private const string Box = "input[name='Bill.Confirmed']";
    private static readonly string[] Pages = ["/bills/new?customer={0}", "/customers/{0}"];

    public static TheoryData<string, string, decimal, string> Doubtful
    {
        get
        {
            (string Typed, decimal Amount, string Why)[] amounts =
            [
                ("12345678", 12_345_678m, "a scanned ID"),
                (" 12345678 ", 12_345_678m, "a scanned ID"),
                ("00001250", 1_250m, "a scanned ID"),
                ("000012.50", 12.50m, "a scanned ID"),
                ("000012,50", 12.50m, "a scanned ID"),
                ("00000001", 1m, "a scanned ID"),
                ("99999999", 99_999_999m, "a scanned ID"),
                ("99999999.99", 99_999_999.99m, "a large amount"),
                ("10000", 10_000m, "a large amount"),
                ("10000.00", 10_000m, "a large amount"),
                ("1234567", 1_234_567m, "a large amount"),
            ];
            var data = new TheoryData<string, string, decimal, string>();
            foreach (var page in Pages)
            {
                foreach (var (typed, amount, why) in amounts)
                {
                    data.Add(page, typed, amount, why);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Doubtful))]
    public async Task Post_ADoubtfulAmount_AsksUntilItIsConfirmed(string address, string typed, decimal amount, string why)
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync(string.Format(null, address, customer.Id));
        Assert.Null(form.Document.QuerySelector(Box));

        var asked = await SubmitAsync(staff, form, ("Bill.Amount", typed), ("Bill.Description", "big"));
        AssertAsks(asked, typed, amount, why);
        Assert.Equal("big", asked.ValueOf("Bill.Description"));

        // Enter once more is no answer.
        var again = await SubmitAsync(staff, asked);
        AssertAsks(again, typed, amount, why);
        Assert.Equal(0, await CountAsync(customer.Id));

        var saved = await SubmitAsync(staff, again, ("Bill.Confirmed", again.Element(Box).GetAttribute("value")));
        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
        Assert.Equal(amount, (await site.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerId == customer.Id))).Amount);
    }

    [Theory]
    [InlineData("/bills/new?customer={0}")]
    [InlineData("/customers/{0}")]
    public async Task Post_AnotherDoubtfulAmountThanTheConfirmedOne_AsksAgain(string address)
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var asked = await SubmitAsync(staff, await staff.GetPageAsync(string.Format(null, address, customer.Id)), ("Bill.Amount", "12345678"));
        var confirmed = asked.Element(Box).GetAttribute("value");
        var again = await SubmitAsync(staff, asked, ("Bill.Confirmed", confirmed), ("Bill.Amount", "1234567812"[..8] + ".12"));
        AssertAsks(again, "12345678.12", 12_345_678.12m, "a large amount");
        Assert.Equal(0, await CountAsync(customer.Id));

        // A plausible one needs no answer.
        Assert.Equal(HttpStatusCode.Redirect, (await SubmitAsync(staff, again, ("Bill.Amount", "12.34"))).Status);
        Assert.Equal(1, await CountAsync(customer.Id));
    }

    [Theory]
    [InlineData("9999.99")]
    [InlineData("1250")]
    [InlineData("0012.50")]
    [InlineData("123456.7", "a large amount")]
    [InlineData("0000000001.5", null)]
    public async Task Post_AnAmountThatIsNoId_IsTakenAsItIs(string typed, string? why = null)
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var answer = await SubmitAsync(staff, await staff.GetPageAsync($"/bills/new?customer={customer.Id}"), ("Bill.Amount", typed));
        if (why is null)
        {
            Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        }
        else
        {
            Assert.Contains(why, answer.ErrorOf("Bill.Amount"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("499.99", false)]
    [InlineData("500", true)]
    [InlineData("00000001", true)]
    public async Task Post_WhereTheOperatorSaysWhatIsLarge_AsksFromThereOn(string typed, bool asks)
    {
        await using var small = await CrmSite.StartAsync(("IMPLAUSIBLE_AMOUNT", "500"));
        var customer = await small.Data.CustomerAsync();
        using var staff = await small.SignInAsync(Roles.Staff);
        var answer = await SubmitAsync(staff, await staff.GetPageAsync($"/bills/new?customer={customer.Id}"), ("Bill.Amount", typed));
        Assert.Equal(asks ? HttpStatusCode.OK : HttpStatusCode.Redirect, answer.Status);
        Assert.Equal(asks ? 0 : 1, await small.ReadAsync(db => db.Bills.CountAsync()));
    }

    private static void AssertAsks(CrmPage page, string typed, decimal amount, string why)
    {
        var shown = amount.ToString("#,##0.00", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal($"Is {shown} EUR correct? {(why == "a scanned ID" ? "It looks like a scanned ID." : "That is a large amount.")}", page.ErrorOf("Bill.Amount"));
        Assert.Equal(("Bill.Amount", typed.Trim()), (page.Focused, page.ValueOf("Bill.Amount").Trim()));
        Assert.False(page.Element(Box).HasAttribute("checked"));
        Assert.Contains($"Yes, {shown} EUR is correct", page.Text, StringComparison.Ordinal);
    }

    private static Task<CrmPage> SubmitAsync(CrmClient client, CrmPage page, params (string Name, string? Value)[] values) =>
        client.SubmitAsync(page, page.Form("form:has([name='Bill.Amount'])"), values);

    private Task<int> CountAsync(string customerId) => site.ReadAsync(db => db.Bills.CountAsync(b => b.CustomerId == customerId));
}
