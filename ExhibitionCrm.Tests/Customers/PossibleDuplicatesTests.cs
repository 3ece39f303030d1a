using System.Net;
using AngleSharp.Html.Dom;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>Each test has a site of its own: it is about the whole list.</summary>
public sealed class PossibleDuplicatesTests : IAsyncLifetime
{
    private const string Page = "/customers/possible-duplicates";
    private const string Distinct = $"{Page}?show=distinct";

    private CrmSite _site = null!;

    public async Task InitializeAsync() => _site = await CrmSite.StartAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Staff)]
    public async Task Get_AsAnybodyButAnAdministrator_IsForbiddenAndNotOffered(string role)
    {
        using var client = await _site.SignInAsync(role);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetPageAsync(Page)).Status);
        Assert.Null((await client.GetPageAsync("/customers")).Document.QuerySelector($"a[href$='{Page}']"));
    }

    [Fact]
    public async Task Get_WithoutAnyPair_SaysSo()
    {
        await _site.Data.CustomersAsync(3);
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        Assert.NotNull((await administrator.GetPageAsync("/customers")).Document.QuerySelector($"a[href$='{Page}']"));
        Assert.Equal("No possible duplicates", (await administrator.GetPageAsync(Page)).TextOf(".empty-title"));
        Assert.Equal("No pairs marked as not the same", (await administrator.GetPageAsync(Distinct)).TextOf(".empty-title"));
    }

    /// <summary>Beside Anna Müller, anna@one.example, +49 30 1234567.</summary>
    [Theory]
    [InlineData("Somebody Else", "anna@one.example", "+49 40 7654321", "Same email")]
    [InlineData("Somebody Else", "ANNA@One.Example", "+49 40 7654321", "Same email")]
    [InlineData("Somebody Else", "x@two.example", "030 / 123 45 67", "Same phone number")]
    [InlineData("Somebody Else", "x@two.example", "0049 (0)30-1234567", "Same phone number")]
    [InlineData("Somebody Else", "x@two.example", "＋４９ ３０ １２３４５６７", "Same phone number")]
    [InlineData("anna muller", "anna@one.example", "030 1234567", "Same email, Same phone number, Same name")]
    [InlineData("Müller Anna", "x@one.example", "+49 40 7654321", "Similar name")]
    [InlineData("ANNA MULLER", "x@one.example", "+49 40 7654321", "Same name")]
    [InlineData("Anna Müller", "x@two.example", "+1 212 5554567", "Same name")]
    [InlineData("Anna Müller", "x@two.example", "+49 40 7654321", null)]
    [InlineData("Somebody Else", "x@one.example", "+49 40 7654321", null)]
    [InlineData("Somebody Else", "x@two.example", "+49 40 1234567", null)]
    [InlineData("Somebody Else", "x@two.example", "+49 30 12345677", null)]
    public async Task Get_WithTwoAlike_ShowsThemAndWhy(string name, string email, string phone, string? signs)
    {
        var anna = await _site.Data.CustomerAsync(name: "Anna Müller", email: "anna@one.example", phone: "+49 30 1234567", company: "Müller GmbH");
        var other = await _site.Data.CustomerAsync(name: name, email: email, phone: phone);
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var page = await administrator.GetPageAsync(Page);
        Assert.Equal(signs is null ? [] : [$"{anna.Id} {other.Id}"], Pairs(page));
        Assert.Equal(signs ?? "", string.Join(", ", page.TextsOf(".list-group .badge")));
        if (signs is not null)
        {
            Assert.Contains("Müller GmbH · anna@one.example · +49 30 1234567", page.TextOf(".list-group-item"), StringComparison.Ordinal);
            Assert.Contains("0 bills · registered", page.TextOf(".list-group-item"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Get_WithSeveral_ShowsTheLikeliestFirstAndOfTheseTheNewest()
    {
        var now = DateTimeOffset.UtcNow;
        async Task<string> PairAsync(int n, bool withEmail, bool withPhone)
        {
            var one = await _site.Data.CustomerAsync(name: $"One{n}", email: $"one{n}@x{n}.example", phone: $"+49 30 100000{n}", createdAt: now.AddMinutes(n));
            var other = await _site.Data.CustomerAsync(
                name: $"Zzz{n}", email: withEmail ? one.Email : $"other{n}@y{n}.example", phone: withPhone ? one.Phone : $"+49 40 200000{n}", createdAt: now.AddMinutes(n + 10));
            return $"{one.Id} {other.Id}";
        }

        string[] expected = [await PairAsync(1, true, true), await PairAsync(3, true, false), await PairAsync(2, true, false), await PairAsync(4, false, true)];
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        Assert.Equal(expected, Pairs(await administrator.GetPageAsync(Page)));
    }

    [Fact]
    public async Task NotTheSame_Twice_IsRememberedOnceAndCanBeUndone()
    {
        var (one, other) = await TwoAsync();
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync(Page);
        for (var i = 0; i < 2; i++)
        {
            var answer = await administrator.SubmitAsync(form);
            Assert.Equal(Page, answer.Location);
            Assert.Contains("as not the same", (await administrator.FollowAsync(answer)).TextOf(".alert-success"), StringComparison.Ordinal);
        }

        Assert.Empty(Pairs(await administrator.GetPageAsync(Page)));
        var marked = await administrator.GetPageAsync(Distinct);
        Assert.Equal([$"{one.Id} {other.Id}"], Pairs(marked));
        Assert.Contains("Marked ", marked.TextOf(".list-group-item"), StringComparison.Ordinal);
        var happened = Assert.IsType<MarkedDistinct>(Assert.Single(await HappenedAsync<MarkedDistinct>()));
        Assert.Equal(new[] { one.Id, other.Id }.Order(StringComparer.Ordinal), [happened.CustomerId, happened.OtherId]);
        foreach (var customer in new[] { one, other })
        {
            Assert.Contains("as not the same person", (await administrator.GetPageAsync($"/customers/{customer.Id}")).Text, StringComparison.Ordinal);
        }

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(Distinct, (await administrator.SubmitAsync(marked)).Location);
        }

        Assert.Empty(Pairs(await administrator.GetPageAsync(Distinct)));
        Assert.Equal([$"{one.Id} {other.Id}"], Pairs(await administrator.GetPageAsync(Page)));
        Assert.Single(await HappenedAsync<UnmarkedDistinct>());
    }

    [Fact]
    public async Task NotTheSame_TenTimesAtOnce_IsDoneOnceAndFailsForNobody()
    {
        await TwoAsync();
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync(Page);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => administrator.SubmitAsync(form)));
        Assert.All(answers, answer => Assert.Equal(Page, answer.Location));
        Assert.Single(await HappenedAsync<MarkedDistinct>());
    }

    [Fact]
    public async Task NotTheSame_OfSomebodyDeletedMeanwhile_SaysThat()
    {
        var (_, other) = await TwoAsync();
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync(Page);
        await DeleteAsync(other);
        Assert.Empty(Pairs(await administrator.GetPageAsync(Page)));
        Assert.Equal(["0"], await _site.Database.ListAsync("select count(*)::text from duplicate_pairs"));
        var answer = await administrator.FollowAsync(await administrator.SubmitAsync(form));
        Assert.Contains("Nothing was changed", answer.TextOf(".alert-warning"), StringComparison.Ordinal);
        Assert.Empty(await HappenedAsync<MarkedDistinct>());
    }

    [Fact]
    public async Task NotTheSame_OfNoIds_IsNotFound()
    {
        await TwoAsync();
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync(Page);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.SubmitAsync(form, ("one", "no ID"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.SubmitAsync(form, ("one", form.ValueOf("other")))).Status);
    }

    [Fact]
    public async Task Decision_AboutSomebodyWhoGoesAndComesBack_StillHolds()
    {
        var (_, other) = await TwoAsync();
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        await administrator.SubmitAsync(await administrator.GetPageAsync(Page));
        var row = (await _site.Database.ListAsync($"select to_jsonb(c)::text from customers c where id = '{other.Id}'"))[0].Replace("'", "''", StringComparison.Ordinal);
        await DeleteAsync(other);
        Assert.Empty(Pairs(await administrator.GetPageAsync(Distinct)));
        await _site.Database.ExecuteAsync($"insert into customers select (jsonb_populate_record(null::customers, '{row}')).*");
        Assert.Empty(Pairs(await administrator.GetPageAsync(Page)));
        Assert.Single(Pairs(await administrator.GetPageAsync(Distinct)));
    }

    [Fact]
    public async Task Row_ThatGoesAndComesBack_HasItsPairsAsBefore()
    {
        const string rows = "select p::text from duplicate_pairs p order by 1";
        var (one, other) = await TwoAsync();
        await _site.Data.CustomerAsync(phone: one.Phone);
        var before = await _site.Database.ListAsync(rows);
        var row = (await _site.Database.ListAsync($"select to_jsonb(c)::text from customers c where id = '{other.Id}'"))[0].Replace("'", "''", StringComparison.Ordinal);
        await DeleteAsync(other);
        Assert.NotEqual(before, await _site.Database.ListAsync(rows));
        await _site.Database.ExecuteAsync($"insert into customers select (jsonb_populate_record(null::customers, '{row}')).*");
        Assert.Equal(before, await _site.Database.ListAsync(rows));
    }

    [Fact]
    public async Task Edit_ChangesThePairs()
    {
        var (one, other) = await TwoAsync();
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(
            await administrator.GetPageAsync($"/customers/{other.Id}/edit"), ("Input.Email", "another@two.example"))).Status);
        Assert.Empty(Pairs(await administrator.GetPageAsync(Page)));

        var asked = await administrator.SubmitAsync(await administrator.GetPageAsync($"/customers/{other.Id}/edit"), ("Input.Email", one.Email));
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(asked)).Status);
        Assert.Equal([$"{one.Id} {other.Id}"], Pairs(await administrator.GetPageAsync(Page)));
    }

    [Fact]
    public async Task Editing_SomebodyMarkedAsNotTheSame_AsksAndHintsNothing_ButRegisteringDoes()
    {
        var (one, other) = await TwoAsync();
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        await administrator.SubmitAsync(await administrator.GetPageAsync(Page));
        await administrator.SubmitAsync(await administrator.GetPageAsync($"/customers/{other.Id}/edit"), ("Input.Email", "another@two.example"));

        var form = await administrator.GetPageAsync($"/customers/{other.Id}/edit");
        Assert.Empty((await HintAsync(administrator, form, one.Email)).Document.QuerySelectorAll(".duplicates a"));
        form = await administrator.GetPageAsync($"/customers/{other.Id}/edit");
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(form, ("Input.Email", one.Email))).Status);
        Assert.Empty(Pairs(await administrator.GetPageAsync(Page)));

        var registering = await administrator.GetPageAsync("/customers/new");
        Assert.NotEmpty((await HintAsync(administrator, registering, one.Email)).Document.QuerySelectorAll(".duplicates a"));
    }

    [Fact]
    public async Task Pages_OfManyPairs_HaveEachOnce()
    {
        await _site.Data.CustomersAsync(500, i => ContactDetails.OfStored($"Visitor {i}", $"pair{i / 2}@example.org", $"+49 40 {i:0000000}"));
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var (seen, address) = (new List<string>(), (string?)Page);
        while (address is not null)
        {
            var page = await administrator.GetPageAsync(address);
            seen.AddRange(Pairs(page));
            address = page.Document.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }

        Assert.Equal(249, seen.Count);
        Assert.Equal(249, seen.Distinct().Count());

        // Marked on the second page, one comes back to that page.
        var second = (await administrator.GetPageAsync(Page)).Element("a[rel=next]").GetAttribute("href")!;
        Assert.Equal(PageRequest.Size, seen.IndexOf(Pairs(await administrator.GetPageAsync(second))[0]));
        Assert.Equal(second, (await administrator.SubmitAsync(await administrator.GetPageAsync(second))).Location);
    }

    [Fact]
    public async Task Customers_WithoutAddressOrNumber_AreNoPairs()
    {
        await _site.Database.ExecuteAsync("alter table customers drop constraint if exists ck_customers_email, drop constraint if exists ck_customers_phone");
        await _site.Data.CustomersAsync(4, i => ContactDetails.OfStored($"{i}{i}{i}", "", ""));
        Assert.Equal(["0"], await _site.Database.ListAsync("select count(*)::text from duplicate_pairs"));
    }

    [Fact]
    public async Task Customers_OfWhomManyShareANumber_MakeFewPairsEach()
    {
        await _site.Data.CustomersAsync(60, i => ContactDetails.OfStored($"Visitor {i}", $"a{i}@example.org", "+49 30 1234567"));
        Assert.InRange(int.Parse((await _site.Database.ListAsync("select count(*)::text from duplicate_pairs"))[0], null), 59, 60 * 20);
    }

    [Fact]
    public async Task WhatIsThereOfAnotherExhibition_IsNotShownAndNotDecidedAbout()
    {
        var there = await _site.Data.AnotherExhibitionAsync();
        var one = await _site.Data.CustomerElsewhereAsync(there, name: "Elsewhere One", email: "same@there.example");
        var other = await _site.Data.CustomerElsewhereAsync(there, name: "Elsewhere Two", email: "same@there.example");
        var here = await _site.Data.CustomerAsync(email: "same@there.example");
        await _site.Data.CustomerAsync(email: "same@there.example");
        Assert.Equal(["1 1", $"{there} 1"], await _site.Database.ListAsync("select exhibition_id || ' ' || count(*) from duplicate_pairs group by exhibition_id order by exhibition_id"));
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var page = await administrator.GetPageAsync(Page);
        Assert.DoesNotContain("Elsewhere", page.Text, StringComparison.Ordinal);
        Assert.StartsWith(here.Id, Assert.Single(Pairs(page)), StringComparison.Ordinal);
        await administrator.SubmitAsync(page, ("one", one.Id), ("other", other.Id));
        Assert.Empty(await _site.Database.ListAsync("select pair::text from distinct_customers"));
    }

    [Fact]
    public async Task Archived_IsReadAndDecidesNothing()
    {
        var (one, other) = await TwoAsync();
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync(Page);
        await _site.Database.ExecuteAsync("update outbox_messages set state = 'Sent'");
        await _site.Database.ExecuteAsync("update exhibitions set state = 'archived'");
        var refused = await administrator.SubmitAsync(form);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal([$"{one.Id} {other.Id}"], Pairs(refused));
        Assert.Empty(await _site.Database.ListAsync("select pair::text from distinct_customers"));
        Assert.Empty(await HappenedAsync<MarkedDistinct>());
    }

    [Fact]
    public async Task Registering_OnePersonAtTwoCountersAtOnce_MakesAPair()
    {
        await using var first = _site.Database.Open();
        await using var transaction = await first.Database.BeginTransactionAsync();
        await first.Database.ExecuteSqlRawAsync(Insert("AAAAAAA1"));
        var second = _site.Database.ExecuteAsync(Insert("AAAAAAA2"));
        await Eventually.TrueAsync(
            async () => (await _site.Database.ListAsync("select pid::text from pg_locks where locktype = 'advisory' and not granted")).Count > 0, "the lock");
        await transaction.CommitAsync();
        await second;
        Assert.Equal(["AAAAAAA1AAAAAAA2"], await _site.Database.ListAsync("select pair::text from duplicate_pairs"));
    }

    private static string Insert(string id) => $"""
        insert into customers (exhibition_id, id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
        values (1, '{id}', 'Ann', 'ann@b.example', '+49 30 {id[^1]}', 'ann', 'ann', 'Sent', now(), now(), 'x', gen_random_uuid(), 0)
        """;

    private async Task<(Customer One, Customer Other)> TwoAsync() =>
        (await _site.Data.CustomerAsync(name: "One", email: "same@one.example"), await _site.Data.CustomerAsync(name: "Other", email: "same@one.example"));

    private Task<int> DeleteAsync(Customer customer) => _site.Database.ExecuteAsync($"delete from customers where id = '{customer.Id}'");

    private Task<List<AuditEvent>> HappenedAsync<T>()
        where T : AuditEvent =>
        _site.ReadAsync(async db => (await db.AuditEntries.Where(e => e.Kind == EventKinds.Of<T>()).ToListAsync()).ConvertAll(e => e.Event));

    private static Task<CrmPage> HintAsync(CrmClient client, CrmPage page, string email)
    {
        var form = page.Form("form[data-hints]");
        form.Action = form.GetAttribute("data-hints")!;
        return client.SubmitAsync(page, form, ("Input.Email", email));
    }

    private static List<string> Pairs(CrmPage page) =>
        [.. page.Document.QuerySelectorAll(".list-group-item").Select(item => string.Join(' ', item.QuerySelectorAll("a.customer-id").Cast<IHtmlAnchorElement>().Select(a => a.TextContent)))];
}
