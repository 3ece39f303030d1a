using System.Net;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>Two customers of one exhibition, merged at another one, are offered as duplicates whatever their details are.</summary>
public sealed class PairsOfOnePersonTests : IAsyncLifetime
{
    private const string Sign = "Merged at another exhibition";

    private CrmSite _site = null!;
    private int _there;
    private string _page = "";

    public async Task InitializeAsync()
    {
        _site = await CrmSite.StartAsync();
        _there = await _site.Data.AnotherExhibitionAsync();
        _page = $"/e/{(await _site.Database.ListAsync($"select slug::text from exhibitions where id = {_there}"))[0]}/customers/possible-duplicates";
    }

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Pair_MergedElsewhere_IsOfferedUntilTheMergeIsUndone()
    {
        var (anna, twin) = await BothAsync();
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        Assert.Empty(Pairs(await administrator.GetPageAsync(_page)));
        var merge = await _site.Data.MergeAsync(anna.Id, twin.Id);
        var page = await administrator.GetPageAsync(_page);
        Assert.Equal([$"{anna.Id} {twin.Id}"], Pairs(page));
        Assert.Equal([Sign], page.TextsOf(".list-group .badge"));
        Assert.Empty(Pairs(await administrator.GetPageAsync("/customers/possible-duplicates")));

        Assert.Equal(UndoMergeOutcome.Undone, await _site.Data.UndoMergeAsync(anna.Id, merge));
        Assert.Empty(Pairs(await administrator.GetPageAsync(_page)));
    }

    [Fact]
    public async Task Pair_ThatIsAlikeAsWell_SaysBoth_AndStandsFirst_AndStaysAfterUndoing()
    {
        var (anna, twin) = await BothAsync("same@example.org");
        var alike = await _site.Data.CustomerElsewhereAsync(_there, email: "alike@example.org");
        await _site.Data.CustomerElsewhereAsync(_there, email: "alike@example.org", name: alike.Name, phone: alike.Phone, createdAt: DateTimeOffset.UtcNow.AddHours(1));
        var merge = await _site.Data.MergeAsync(anna.Id, twin.Id);
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var page = await administrator.GetPageAsync(_page);
        Assert.Equal((2, $"{anna.Id} {twin.Id}"), (Pairs(page).Count, Pairs(page)[0]));
        Assert.Equal([Sign, "Same email"], page.TextsOf(".list-group-item:first-child .badge"));

        await _site.Data.UndoMergeAsync(anna.Id, merge);
        page = await administrator.GetPageAsync(_page);
        Assert.Equal((2, $"{anna.Id} {twin.Id}"), (Pairs(page).Count, Pairs(page)[1]));
        Assert.Equal(["Same email"], page.TextsOf(".list-group-item:last-child .badge"));
    }

    [Fact]
    public async Task Pair_IsKeptWhenOneIsEdited_AndFoundWhenTheSecondComesLater()
    {
        var (anna, twin) = (await _site.Data.CustomerAsync(), await _site.Data.CustomerAsync());
        await _site.Data.MergeAsync(anna.Id, twin.Id);
        await _site.Data.CustomerElsewhereAsync(_there, anna.Id, createdAt: DateTimeOffset.UtcNow.AddDays(-1));
        await _site.Data.CustomerElsewhereAsync(_there, twin.Id);
        await _site.Database.ExecuteAsync($"update customers set email = 'new@example.org', name_key = 'x' where exhibition_id = {_there} and id = '{twin.Id}'");
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        Assert.Equal([$"{anna.Id} {twin.Id}"], Pairs(await administrator.GetPageAsync(_page)));
        await _site.Database.ExecuteAsync($"delete from outbox_messages where exhibition_id = {_there}; delete from customers where exhibition_id = {_there} and id = '{twin.Id}'");
        Assert.Equal(["0"], await _site.Database.ListAsync("select count(*)::text from duplicate_pairs"));
    }

    [Fact]
    public async Task Pair_NotTheSame_IsRemembered_AndFoundAgainOnceThatIsTakenBack()
    {
        var (anna, twin) = await BothAsync();
        await _site.Data.MergeAsync(anna.Id, twin.Id);
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        await administrator.SubmitAsync(await administrator.GetPageAsync(_page));
        Assert.Empty(Pairs(await administrator.GetPageAsync(_page)));
        await _site.Database.ExecuteAsync($"update customers set name_key = 'x' where exhibition_id = {_there}");
        Assert.Empty(Pairs(await administrator.GetPageAsync(_page)));
        await administrator.SubmitAsync(await administrator.GetPageAsync($"{_page}?show=distinct"));
        Assert.Equal([$"{anna.Id} {twin.Id}"], Pairs(await administrator.GetPageAsync(_page)));
    }

    [Fact]
    public async Task Pair_MergedHereToo_IsNoneAnyMore()
    {
        var (anna, twin) = await BothAsync();
        await _site.Data.MergeAsync(anna.Id, twin.Id);
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var page = await administrator.GetPageAsync(_page);
        var form = await administrator.GetPageAsync(page.Element(".list-group a.btn").GetAttribute("href")!);
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(form)).Status);
        Assert.Equal(["0"], await _site.Database.ListAsync("select count(*)::text from duplicate_pairs"));
    }

    /// <summary>At both exhibitions; the details there have nothing in common unless it is said.</summary>
    private async Task<(Customer Anna, Customer Twin)> BothAsync(string? email = null)
    {
        var (anna, twin) = (await _site.Data.CustomerAsync(name: "Anna One"), await _site.Data.CustomerAsync(name: "Zoe Two"));
        await _site.Data.CustomerElsewhereAsync(_there, anna.Id, "Anna One", email, createdAt: DateTimeOffset.UtcNow.AddDays(-1));
        await _site.Data.CustomerElsewhereAsync(_there, twin.Id, "Zoe Two", email);
        return (anna, twin);
    }

    private static List<string> Pairs(CrmPage page) =>
        [.. page.Document.QuerySelectorAll(".list-group-item").Select(item => string.Join(' ', item.QuerySelectorAll(".customer-id").Select(id => id.TextContent)))];
}
