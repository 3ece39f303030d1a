using System.Net;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Badges;

public sealed class PrintTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Fact]
    public async Task Post_TheFirstTime_CountsItAndHasItPrinted()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var badge = await staff.GetPageAsync($"/customers/{customer.Id}/badge");
        Assert.Null(badge.Document.QuerySelector("[data-print-now=True]"));

        var sent = await staff.SubmitAsync(badge, badge.Form("#print"));
        Assert.Equal($"/customers/{customer.Id}/badge?print=True", sent.Location);
        Assert.NotNull((await staff.FollowAsync(sent)).Document.QuerySelector("[data-print-now=True]"));
        Assert.Equal(1, await CountAsync(customer.Id));
        Assert.Contains("printed a badge for", (await staff.GetPageAsync($"/customers/{customer.Id}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ASecondTime_AsksAndSaysWhoPrintedItBefore()
    {
        var customer = await site.Data.CustomerAsync();
        using var first = await site.SignInAsync(await site.Data.UserAsync(Roles.Staff, "eva"));
        var badge = await first.GetPageAsync($"/customers/{customer.Id}/badge");
        await first.SubmitAsync(badge, badge.Form("#print"));

        using var second = await site.SignInAsync(Roles.Staff);
        badge = await second.GetPageAsync($"/customers/{customer.Id}/badge");
        var asked = await second.SubmitAsync(badge, badge.Form("#print"));
        Assert.Equal(HttpStatusCode.OK, asked.Status);
        Assert.Matches(@"was already printed .*\d\d:\d\d by eva\. Print it again\?", asked.Text.ReplaceLineEndings(" "));
        Assert.Equal(1, await CountAsync(customer.Id));

        // Asked by itself, as after registering, it does not answer itself.
        Assert.Null((await second.GetPageAsync($"/customers/{customer.Id}/badge/print?now=true")).Document.QuerySelector("[data-submit-now=True]"));

        var again = await second.SubmitAsync(asked);
        Assert.Equal($"/customers/{customer.Id}/badge?print=True", again.Location);
        Assert.Equal(2, await CountAsync(customer.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_OfTwoPeopleAtOnce_PrintsOneBadgeAndAsksTheOther(bool wasPrintedBefore)
    {
        var customer = await site.Data.CustomerAsync();
        using var eva = await site.SignInAsync(Roles.Staff);
        using var tom = await site.SignInAsync(Roles.Staff);
        if (wasPrintedBefore)
        {
            var badge = await eva.GetPageAsync($"/customers/{customer.Id}/badge");
            await eva.SubmitAsync(badge, badge.Form("#print"));
        }

        var asked = await Task.WhenAll(new[] { eva, tom }.Select(async who => (who, Page: await who.GetPageAsync($"/customers/{customer.Id}/badge/print"))));
        var answers = await Task.WhenAll(asked.Select(a => a.who.SubmitAsync(a.Page)));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Redirect], answers.Select(a => a.Status).Order());
        Assert.Contains("was already printed", answers.Single(a => a.Status == HttpStatusCode.OK).Text, StringComparison.Ordinal);
        Assert.Equal(wasPrintedBefore ? 2 : 1, await CountAsync(customer.Id));
    }

    [Fact]
    public async Task Register_ToPrint_LeadsToThePrintThatNeedsNoFurtherKey()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync("/customers/new");
        var saved = await staff.SubmitAsync(
            form, ("Input.Name", "Printed At Once"), ("Input.Email", "printed@example.org"), ("Input.Phone", "030 12345"), ("next", "badge"));
        Assert.Matches("^/customers/[0-9A-Z]{8}/badge/print\\?now=true$", saved.Location);
        var print = await staff.FollowAsync(saved);
        Assert.NotNull(print.Document.QuerySelector("[data-submit-now=True]"));
        var badge = await staff.FollowAsync(await staff.SubmitAsync(print));
        Assert.Contains("Registered", badge.TextOf(".alert-success"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zzzzzzz7")]
    [InlineData("nonsense")]
    public async Task Print_OfNobody_IsNotFound(string id)
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        Assert.Equal(HttpStatusCode.NotFound, (await staff.GetPageAsync($"/customers/{id}/badge/print")).Status);
    }

    private Task<int> CountAsync(string id) =>
        site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Kind == "badge.printed" && e.SubjectId == id));
}
