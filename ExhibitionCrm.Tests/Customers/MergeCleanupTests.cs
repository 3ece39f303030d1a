using System.Globalization;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>What a merge keeps to be undone is erased once it cannot be. The ID leads on.</summary>
public sealed class MergeCleanupTests : IAsyncLifetime
{
    private CrmSite _site = null!;

    public async Task InitializeAsync() => _site = await CrmSite.StartAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Details_OfBothRows_AreErasedByTheProgramAfter30Days_AndTheIdLeadsOn()
    {
        var anna = await _site.Data.CustomerAsync(name: "Anna Before", note: "Allergic");
        var twin = await _site.Data.CustomerAsync(name: "Twin Secret", email: "twin@secret.example", phone: "+49 30 9999999", company: "Secret GmbH", jobTitle: "Spy", note: "Hush");
        var bill = await _site.Data.BillAsync(twin.Id, 5m);
        var (old, undone) = (await _site.Data.MergeAsync(anna.Id, twin.Id, TestData.FieldsOfFirst with { Name = MergeSource.Second }), await UndoneAsync());
        var (young, second) = (await _site.Data.CustomerAsync(name: "Young Stays"), await _site.Data.CustomerAsync());
        var recent = await _site.Data.MergeAsync(second.Id, young.Id);
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"/customers/{anna.Id}/merges/{old}/undo");
        await AgeAsync(old, "31 days");
        await AgeAsync(undone, "31 days");
        await AgeAsync(recent, "29 days 23 hours");

        // In an archived exhibition too: nobody may read there for ever what is kept nowhere else.
        await _site.Database.ExecuteAsync("update outbox_messages set state = 'Sent'; update exhibitions set state = 'archived'");
        await using (var another = await StartAnotherAsync())
        {
            await Eventually.TrueAsync(async () => !(await KeptAsync(old)).Contains("Secret", StringComparison.Ordinal), "the details to be erased");
            await Eventually.TrueAsync(async () => !(await KeptAsync(undone)).Contains("Undone", StringComparison.Ordinal), "those of an undone merge too");
        }

        await _site.Database.ExecuteAsync("update exhibitions set state = 'open'");
        Assert.All(
            ["Twin", "twin@secret", "9999999", "Secret", "Spy", "Hush", "Anna", "Allergic"],
            text => Assert.DoesNotContain(text, KeptAsync(old).GetAwaiter().GetResult(), StringComparison.Ordinal));
        Assert.Contains("Young Stays", await KeptAsync(recent), StringComparison.Ordinal);

        Assert.Equal($"/customers/{anna.Id}?merged={twin.Id}", (await administrator.GetPageAsync($"/customers/{twin.Id}")).Location);
        var page = await administrator.GetPageAsync($"/customers/{anna.Id}");
        Assert.Matches($"^With ID {twin.Id} \\d", page.TextOf("[data-merge]"));
        foreach (var answer in new[] { await administrator.GetPageAsync($"/customers/{anna.Id}/merges/{old}/undo"), await administrator.SubmitAsync(form) })
        {
            Assert.Contains("A merge can be undone for 30 days. This one is older.", answer.TextOf("main"), StringComparison.Ordinal);
        }

        Assert.Equal(UndoMergeOutcome.TooLate, await _site.Data.UndoMergeAsync(anna.Id, old));
        Assert.Equal(anna.Id, await _site.ReadAsync(db => db.Bills.Where(b => b.Id == bill.Id).Select(b => b.CustomerId).SingleAsync()));

        // The younger one can be undone as before.
        Assert.Equal(UndoMergeOutcome.Undone, await _site.Data.UndoMergeAsync(second.Id, recent));
    }

    [Fact]
    public async Task Form_OfTheMergedOne_SentAgainAfterThat_IsNotSavedAnew()
    {
        var (anna, twin) = (await _site.Data.CustomerAsync(), await _site.Data.CustomerAsync());
        var merge = await _site.Data.MergeAsync(anna.Id, twin.Id);
        await AgeAsync(merge, "31 days");
        await using (var another = await StartAnotherAsync())
        {
            await Eventually.TrueAsync(async () => !(await KeptAsync(merge)).Contains(twin.Email, StringComparison.Ordinal), "the details to be erased");
        }

        // Nothing says any more what it said: whoever sends it is asked.
        Assert.Equal(
            new RegisterOutcome.KeyUsedForAnother(anna.Id, anna.Name),
            await _site.WithServiceAsync((CustomerService service) => service.RegisterAsync(twin.Contact, twin.IdempotencyKey, [], new("somebody"))));
    }

    // A second process of the site: it begins with what has become due.
    private async Task<WebApplication> StartAnotherAsync()
    {
        var app = Web.Program.Build([], _site.AllSettings());
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        return app;
    }

    private async Task<long> UndoneAsync()
    {
        var (one, other) = (await _site.Data.CustomerAsync(), await _site.Data.CustomerAsync(name: "Undone Person"));
        var merge = await _site.Data.MergeAsync(one.Id, other.Id);
        await _site.Data.UndoMergeAsync(one.Id, merge);
        return merge;
    }

    private async Task<string> KeptAsync(long merge) =>
        (await _site.Database.ListAsync(string.Create(CultureInfo.InvariantCulture, $"select m::text from customer_merges m where id = {merge}")))[0];

    private Task<int> AgeAsync(long merge, string by) => _site.Database.ExecuteAsync(
        string.Create(CultureInfo.InvariantCulture, $"update customer_merges set merged_at = merged_at - interval '{by}' where id = {merge}"));
}
