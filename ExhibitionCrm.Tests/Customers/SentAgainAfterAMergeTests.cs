using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>A form whose answer was lost is sent again, and by then its customer has been merged into another one: it was saved.</summary>
public sealed class SentAgainAfterAMergeTests(CrmSite site) : IClassFixture<CrmSite>
{
    private readonly string _word = $"w{Guid.NewGuid():N}"[..12];

    [Theory]
    [InlineData(MergeSource.First)]
    [InlineData(MergeSource.Second)]
    public async Task Form_SentAgain_LeadsToTheSurvivor_WhoseverDetailsWereKept(MergeSource kept)
    {
        var anna = await site.Data.CustomerAsync();
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync("/customers/new");
        var twin = await SendAsync(administrator, form, _word);
        await site.Data.MergeAsync(anna.Id, twin, TestData.FieldsOfFirst with { Email = kept, Phone = kept });

        var again = await administrator.SubmitAsync(form, Details(_word));
        Assert.Equal($"/customers/{twin}", again.Location);
        var page = await administrator.FollowAsync(await administrator.FollowAsync(again));
        Assert.Equal(anna.Id, page.Element("h1").GetAttribute("data-customer"));
        Assert.Contains($"Registered {_word.Isolated()} with ID {twin}.", page.TextOf("main"), StringComparison.Ordinal);
        Assert.Contains($"ID {twin} was merged into this customer.", page.TextOf("main"), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(_word));

        // Who was typed into it since is somebody else.
        var other = await administrator.SubmitAsync(form, Details($"{_word}x"));
        Assert.Contains($"This form was already used to register {anna.Name.Isolated()} ({anna.Id}).", other.TextOf("main [role=alert]"), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync($"{_word}x"));
        await SendAsync(administrator, other, $"{_word}x");
    }

    [Fact]
    public async Task Form_SentAgain_AfterTwoMerges_LeadsToWhoIsLeft_AndAfterUndoingToTheirOwn()
    {
        var (anna, ben) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync("/customers/new");
        var twin = await SendAsync(administrator, form, _word);
        var first = await site.Data.MergeAsync(anna.Id, twin);
        var second = await site.Data.MergeAsync(ben.Id, anna.Id);
        Assert.Equal($"/customers/{ben.Id}?merged={twin}", (await administrator.FollowAsync(await administrator.SubmitAsync(form, Details(_word)))).Location);

        Assert.Equal(UndoMergeOutcome.Undone, await site.Data.UndoMergeAsync(ben.Id, second));
        Assert.Equal(UndoMergeOutcome.Undone, await site.Data.UndoMergeAsync(anna.Id, first));
        var again = await administrator.SubmitAsync(form, Details(_word));
        Assert.Equal($"/customers/{twin}", again.Location);
        Assert.Null((await administrator.FollowAsync(again)).Location);
        Assert.Equal(1, await CountAsync(_word));
    }

    [Fact]
    public async Task Form_OfSomebodyKnownElsewhere_SentAgain_IsSaidToBeDone()
    {
        var there = await site.Data.AnotherExhibitionAsync();
        var (anna, known) = (await site.Data.CustomerAsync(), await site.Data.CustomerElsewhereAsync(there, name: _word));
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var address = $"/customers/new?known={known.Id}";
        var (form, another) = (await administrator.GetPageAsync(address), await administrator.GetPageAsync(address));
        Assert.Equal($"/customers/{known.Id}", (await administrator.SubmitAsync(form)).Location);
        await site.Data.MergeAsync(anna.Id, known.Id);

        var page = await administrator.FollowAsync(await administrator.FollowAsync(await administrator.SubmitAsync(form)));
        Assert.Equal(anna.Id, page.Element("h1").GetAttribute("data-customer"));
        Assert.Contains($"Registered {_word.Isolated()} with ID {known.Id}.", page.TextOf("main"), StringComparison.Ordinal);
        Assert.Contains("is registered here already", (await administrator.FollowAsync(await administrator.SubmitAsync(another))).TextOf("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_SentAgain_WhileTheMergeIsBeingMade_IsNotSavedAnew()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync(name: _word));
        await using var connection = new NpgsqlConnection(site.Database.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var merge = new NpgsqlCommand($"""
            select merge_customers(1, '{anna.Id}', '{twin.Id}', 0, 0, to_jsonb(c), 'admin', now(), gen_random_uuid()) from customers c where c.id = '{anna.Id}'
            """, connection, transaction))
        {
            Assert.Equal("merged", await merge.ExecuteScalarAsync());
        }

        // The number says that they are other people: nothing asks about duplicates, and the key alone tells.
        var again = site.WithServiceAsync((CustomerService service) =>
            service.RegisterAsync(twin.Contact, twin.IdempotencyKey, [anna.Id, twin.Id], new Actor("somebody")));
        await Eventually.TrueAsync(
            async () => await site.Database.ListAsync("select 'x' from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' limit 1") is [_],
            "the form to wait for the merge");
        await transaction.CommitAsync();
        Assert.Equal(new RegisterOutcome.Replayed(twin.Id), await again);
        Assert.Equal(0, await CountAsync(_word));
    }

    private static (string Name, string? Value)[] Details(string name) =>
        [("Input.Name", name), ("Input.Email", $"{name}@example.org"), ("Input.Phone", $"+49 30 {(uint)name.GetHashCode(StringComparison.Ordinal)}")];

    private static async Task<string> SendAsync(CrmClient client, CrmPage form, string name)
    {
        var answer = await client.SubmitAsync(form, Details(name));
        Assert.StartsWith("/customers/", answer.Location, StringComparison.Ordinal);
        return answer.Location!.Split('/')[^1];
    }

    private Task<int> CountAsync(string name) => site.ReadAsync(db => db.Customers.CountAsync(c => c.Name == name));
}
