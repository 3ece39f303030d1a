using ExhibitionCrm.Web.Bills;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

/// <summary>What the database itself refuses, whoever asks.</summary>
public sealed class ConstraintTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Theory]
    [InlineData("0", "ck_bills_amount")]
    [InlineData("-50", "ck_bills_amount")]
    [InlineData("99999999.991", Bill.CurrencyTriggerName)]
    [InlineData("0.001", Bill.CurrencyTriggerName)]
    [InlineData("100000000", "ck_bills_amount")]
    [InlineData("1e20", "ck_bills_amount")]
    [InlineData("'NaN'", "ck_bills_amount")]
    [InlineData("'Infinity'", "ck_bills_amount")]
    public async Task Bill_WithAnAmountOutOfBounds_IsRefused(string amount, string constraint)
    {
        var customer = await site.Data.CustomerAsync();
        var error = await RefusalOf($"""
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
            values (gen_random_uuid(), '{customer.Id}', {amount}, '', '', now(), 'x')
            """);
        Assert.Equal((PostgresErrorCodes.CheckViolation, constraint), (error.SqlState, error.ConstraintName));
    }

    [Fact]
    public async Task Bill_HalfVoid_IsRefused()
    {
        var bill = await site.Data.BillAsync();
        var error = await RefusalOf($"update bills set voided_at = now() where id = '{bill.Id}'");
        Assert.Equal("ck_bills_void", error.ConstraintName);
    }

    [Theory]
    [InlineData("k7m2p9xp")]
    [InlineData("K7M2P9X")]
    [InlineData("K7M2P9XO")]
    [InlineData("K7M2P9X-")]
    public async Task Customer_WithAnIdOutOfTheAlphabet_IsRefused(string id)
    {
        var customer = await site.Data.CustomerAsync();
        var error = await RefusalOf($"update customers set id = '{id}' where id = '{customer.Id}'");
        Assert.Contains(error.SqlState, new[] { PostgresErrorCodes.CheckViolation, PostgresErrorCodes.ForeignKeyViolation });
        Assert.Equal("ck_customers_id", error.ConstraintName);
    }

    [Theory]
    [InlineData("company", @"a\nb", "ck_customers_company")]
    [InlineData("company", @"a\u009fb", "ck_customers_company")]
    [InlineData("job_title", @"\t", "ck_customers_job_title")]
    [InlineData("note", @"a\rb", "ck_customers_note")]
    [InlineData("note", @"\x07", "ck_customers_note")]
    public async Task Customer_WithControlCharacters_IsRefused(string column, string text, string constraint)
    {
        var customer = await site.Data.CustomerAsync();
        var error = await RefusalOf($"update customers set {column} = e'{text}' where id = '{customer.Id}'");
        Assert.Equal(constraint, error.ConstraintName);
        await site.Database.ExecuteAsync($@"update customers set company = 'a', job_title = '', note = e'a\n\tb' where id = '{customer.Id}'");
    }

    [Fact]
    public async Task Customer_WithBills_IsNotDeleted()
    {
        var bill = await site.Data.BillAsync(voidReason: "even a void one stays");
        var error = await RefusalOf($"delete from customers where id = '{bill.CustomerId}'");
        Assert.Equal("fk_bills_customers", error.ConstraintName);
    }

    [Fact]
    public async Task Mail_ToNobody_IsRefused()
    {
        var customer = await site.Data.CustomerAsync();
        var error = await RefusalOf($"update outbox_messages set customer_id = null where customer_id = '{customer.Id}'");
        Assert.Equal("ck_outbox_messages_recipient", error.ConstraintName);
    }

    [Theory]
    [InlineData("slug = 'Expo'", "ck_exhibitions_slug")]
    [InlineData("slug = 'a--b'", "ck_exhibitions_slug")]
    [InlineData("slug = 'a-'", "ck_exhibitions_slug")]
    [InlineData("slug = ''", "ck_exhibitions_slug")]
    [InlineData("name = ''", "ck_exhibitions_name")]
    [InlineData("name = e'a\\nb'", "ck_exhibitions_name")]
    [InlineData("venue = e'\\x07'", "ck_exhibitions_venue")]
    [InlineData("starts_on = '2027-05-03', ends_on = '2027-05-02'", "ck_exhibitions_dates")]
    [InlineData("time_zone = 'CET'", "ck_exhibitions_time_zone")]
    [InlineData("currency = 'eur'", "ck_exhibitions_currency")]
    [InlineData("currency = 'EU'", "ck_exhibitions_currency")]
    [InlineData("implausible_from = 0", "ck_exhibitions_implausible_from")]
    [InlineData("implausible_from = 1.5", "ck_exhibitions_implausible_from")]
    [InlineData("phone_region = 'de'", "ck_exhibitions_phone_region")]
    [InlineData("privacy_url = 'javascript:alert(1)'", "ck_exhibitions_privacy_url")]
    [InlineData("state = 'gone'", "ck_exhibitions_state")]
    public async Task Exhibition_LikeNone_IsRefused(string change, string constraint) =>
        Assert.Equal(constraint, (await RefusalOf($"update exhibitions set {change}")).ConstraintName);

    [Fact]
    public async Task Exhibition_WithTheSlugOfAnother_IsRefused() => Assert.Equal("ux_exhibitions_slug", (await RefusalOf("""
        insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version) values ('exhibition', '', 'UTC', 'EUR', 1, now(), 0)
        """)).ConstraintName);

    private Task<PostgresException> RefusalOf(string sql) => Assert.ThrowsAsync<PostgresException>(() => site.Database.ExecuteAsync(sql));
}
