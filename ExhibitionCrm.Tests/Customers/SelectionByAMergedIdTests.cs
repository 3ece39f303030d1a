using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>"All that match" of a list that a merged ID found is whom the list shows.</summary>
public sealed class SelectionByAMergedIdTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Theory]
    [InlineData("/customers/export.csv")]
    [InlineData("/customers/export-bills.csv")]
    public async Task Export_OfAllThatMatch_HoldsTheSurvivor(string file)
    {
        var (anna, twin) = await MergedAsync();
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var list = await administrator.GetPageAsync($"/customers?q={twin.Id}");
        Assert.Equal([anna.Id], list.Rows().Select(row => row["ID"]));
        var form = list.Form("form[data-selection]");
        form.SetAttribute("action", $"{file}?q={twin.Id}");
        var answer = await administrator.SubmitAsync(list, form, ("all", "true"));
        Assert.Contains(anna.Id, await answer.Response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var direct = await administrator.Http.GetAsync(new Uri($"{file}?q={twin.Id.ToLowerInvariant()}", UriKind.Relative));
        var text = await direct.Content.ReadAsStringAsync();
        Assert.Contains(anna.Id, text, StringComparison.Ordinal);
        Assert.DoesNotContain(twin.Id, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_WhereTheListFindsNobody_IsEmpty()
    {
        var (anna, twin) = await MergedAsync();
        using var administrator = await site.SignInAsync(Roles.Administrator);
        foreach (var rest in new[] { "&mail=sent", "&created=range&to=2001-01-01", "x" })
        {
            Assert.Empty((await administrator.GetPageAsync($"/customers?q={twin.Id}{rest}")).Rows());
            using var answer = await administrator.Http.GetAsync(new Uri($"/customers/export.csv?q={twin.Id}{rest}", UriKind.Relative));
            Assert.DoesNotContain(anna.Id, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Resend_ToAllThatMatch_GoesToTheSurvivor()
    {
        var (anna, twin) = await MergedAsync();
        await site.Database.ExecuteAsync(
            $"update outbox_messages set state = 'Failed' where customer_id = '{anna.Id}'; update customers set mail_state = 'Failed' where id = '{anna.Id}'");
        using var staff = await site.SignInAsync(Roles.Staff);
        var list = await staff.GetPageAsync($"/customers?q={twin.Id}&mail=failed");
        Assert.Equal([anna.Id], list.Rows().Select(row => row["ID"]));
        var form = list.Form("form[data-selection]");
        form.SetAttribute("action", "/mail/resend-selected");
        var asked = await staff.FollowAsync(await staff.SubmitAsync(list, form, ("all", "true")));
        Assert.Equal("Resend the welcome email to 1 customer?", asked.TextOf("h1"));
        await staff.FollowAsync(await staff.SubmitAsync(asked));
        Assert.Equal(1, await site.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.CustomerId == anna.Id && m.BatchId != null && m.State == OutboxState.Queued)));
    }

    private async Task<(Customer Anna, Customer Twin)> MergedAsync()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await site.Data.MergeAsync(anna.Id, twin.Id);
        return (anna, twin);
    }
}
