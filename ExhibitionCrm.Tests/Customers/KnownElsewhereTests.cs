using System.Net;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>Who is known from another exhibition is offered to be registered here, with the ID that they have.</summary>
public sealed class KnownElsewhereTests(CrmSite site) : IClassFixture<CrmSite>
{
    private readonly string _word = $"w{Guid.NewGuid():N}";

    [Theory]
    [InlineData("/customers/find?q={0}", HttpStatusCode.OK, "")]
    [InlineData("/customers/find?q=%5DQ1{0}%0d", HttpStatusCode.OK, "")]
    [InlineData("/bills/new?customer={0}", HttpStatusCode.OK, "&for=bill")]
    [InlineData("/customers?q={0}", HttpStatusCode.OK, "")]
    [InlineData("/customers/{0}", HttpStatusCode.NotFound, "")]
    public async Task Get_AnIdThatIsKnownElsewhere_OffersToRegisterThem_ByOneKey(string place, HttpStatusCode status, string rest)
    {
        var (before, after) = (await site.Data.AnotherExhibitionAsync("Expo 2024"), await site.Data.AnotherExhibitionAsync("Expo <2025>", ExhibitionState.Closed));
        var anna = await site.Data.CustomerElsewhereAsync(before, name: "Anna Before", createdAt: DateTimeOffset.UtcNow.AddYears(-2));
        await site.Data.CustomerElsewhereAsync(after, anna.Id, "Anna After");
        await site.Database.ExecuteAsync($"update outbox_messages set state = 'Sent' where exhibition_id = {before}");
        await site.Database.ExecuteAsync($"update exhibitions set state = 'archived' where id = {before}");
        using var staff = await site.SignInAsync(Roles.Staff);
        var page = await staff.GetPageAsync(string.Format(null, place, anna.Id));
        Assert.Equal(status, page.Status);
        var offer = Assert.Single(page.Document.QuerySelectorAll("main [data-known]"));
        Assert.Equal((anna.Id, $"/customers/new?known={anna.Id}{rest}"), (offer.GetAttribute("data-known"), offer.GetAttribute("href")));
        Assert.Equal("Anna After", page.TextOf("[data-known-name]"));
        Assert.Equal("Known from Expo <2025> and Expo 2024: register here?", page.TextOf("[data-known-offer]"));
        Assert.Same(offer, Assert.Single(page.Document.QuerySelectorAll("[autofocus]")));
        Assert.DoesNotContain("No customer", page.TextOf("main"), StringComparison.Ordinal);
        Assert.DoesNotContain(anna.Email, page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await staff.GetPageAsync(offer.GetAttribute("href")!)).Status);
    }

    [Fact]
    public async Task Get_AnIdThatIsKnownElsewhere_WhileItIsTyped_TakesNoFocus()
    {
        var anna = await site.Data.CustomerElsewhereAsync(await site.Data.AnotherExhibitionAsync());
        using var staff = await site.SignInAsync(Roles.Staff);
        staff.Http.DefaultRequestHeaders.Add("X-Part", "found");
        foreach (var place in new[] { "/customers/find?q=", "/bills/new?customer=" })
        {
            var page = await staff.GetPageAsync(place + anna.Id);
            Assert.False(page.Element("#found [data-matches] a[data-known]").HasAttribute("autofocus"));
        }
    }

    [Fact]
    public async Task Get_AnIdThatIsKnownElsewhere_AsViewer_SaysSoWithoutAForm()
    {
        var anna = await site.Data.CustomerElsewhereAsync(await site.Data.AnotherExhibitionAsync("Expo"));
        using var viewer = await site.SignInAsync(Roles.Viewer);
        foreach (var place in new[] { $"/customers/find?q={anna.Id}", $"/customers/{anna.Id}" })
        {
            var page = await viewer.GetPageAsync(place);
            Assert.Equal("Known from Expo.", page.TextOf("[data-known-offer]"));
            Assert.Null(page.Document.QuerySelector("main a[href*='/new']"));
        }
    }

    [Theory]
    [InlineData("K7M2P9XX")]
    [InlineData("ZZZZZZZ7")]
    public async Task Get_AnIdThatNobodyHas_IsAnsweredAsEver(string id)
    {
        await site.Data.CustomerElsewhereAsync(await site.Data.AnotherExhibitionAsync());
        using var staff = await site.SignInAsync(Roles.Staff);
        Assert.Equal(HttpStatusCode.NotFound, (await staff.GetPageAsync($"/customers/{id}")).Status);
        Assert.StartsWith("No customer ", (await staff.GetPageAsync($"/customers/find?q={id}")).TextOf("#customer-error"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await staff.GetPageAsync($"/customers/new?known={id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await staff.GetPageAsync("/customers/new?known=nobody")).Status);
    }

    [Fact]
    public async Task Get_WordsThatFindNobodyHere_ShowThreeOfThoseElsewhere_WithoutTheirDetails()
    {
        var (first, second) = (await site.Data.AnotherExhibitionAsync("Expo 2024"), await site.Data.AnotherExhibitionAsync("Expo 2025"));
        var people = new List<Customer>();
        for (var i = 0; i < 5; i++)
        {
            people.Add(await site.Data.CustomerElsewhereAsync(first, name: $"{_word} {i}", company: $"Company {i}", createdAt: DateTimeOffset.UtcNow.AddDays(-i - 1)));
        }

        await site.Data.CustomerElsewhereAsync(second, people[4].Id, $"{_word} 4 now");

        // Words show those of exhibitions where one has a role oneself.
        using var stranger = await site.SignInAsync(Roles.Staff);
        Assert.Null((await stranger.GetPageAsync($"/customers/find?q={_word}")).Document.QuerySelector("[data-known]"));
        using var staff = await site.SignInAsync(Roles.Administrator);
        foreach (var place in new[] { "/customers/find?q=", "/bills/new?customer=", "/customers?q=" })
        {
            var page = await staff.GetPageAsync(place + _word.ToUpperInvariant());
            Assert.Contains("Not here. 5 known from other exhibitions.", page.TextOf("main"), StringComparison.Ordinal);
            Assert.Equal([people[4].Id, people[0].Id, people[1].Id], page.Document.QuerySelectorAll("[data-known]").Select(a => a.GetAttribute("data-known")));
            Assert.Equal($"{_word} 4 now Known from Expo 2025 and Expo 2024: register here?", page.TextsOf("[data-known]")[0]);
            Assert.Equal($"{_word} 0 Company 0 · Known from Expo 2024: register here?", page.TextsOf("[data-known]")[1]);
            Assert.All(people, person => Assert.DoesNotContain(person.Email, page.Text, StringComparison.Ordinal));
            Assert.All(page.Document.QuerySelectorAll("[data-known]"), a => Assert.False(a.HasAttribute("autofocus")));
        }

        // Whoever is here by another name is nobody to register.
        await site.Data.CustomerAsync(people[0].Id);
        Assert.Contains("Not here. 4 known", (await staff.GetPageAsync($"/customers/find?q={_word}")).TextOf("main"), StringComparison.Ordinal);
        foreach (var found in new[] { people[1].Email, people[1].Phone })
        {
            Assert.Equal([people[1].Id], (await staff.GetPageAsync($"/customers/find?q={Uri.EscapeDataString(found)}")).Document.QuerySelectorAll("[data-known]").Select(a => a.GetAttribute("data-known")));
        }
    }

    [Fact]
    public async Task Get_WordsThatFindSomebodyHere_OrAreTooShort_AskNobodyElse()
    {
        await site.Data.CustomerElsewhereAsync(await site.Data.AnotherExhibitionAsync(), name: $"{_word} Q7 There");
        using var staff = await site.SignInAsync(Roles.Staff);
        Assert.Null((await staff.GetPageAsync("/customers/find?q=q7")).Document.QuerySelector("[data-known]"));
        await site.Data.CustomerAsync(name: $"{_word} Here");
        Assert.NotNull((await staff.GetPageAsync($"/customers/find?q={_word}")).Location);
        Assert.Null((await staff.GetPageAsync($"/customers?q={_word}")).Document.QuerySelector("[data-known]"));
    }

    [Fact]
    public async Task Form_HasTheNewestDetails_AndSavingKeepsTheIdAndMakesMailAndHistoryHere()
    {
        var (older, newer) = (await site.Data.AnotherExhibitionAsync("Expo 2024"), await site.Data.AnotherExhibitionAsync("Expo 2025"));
        var anna = await site.Data.CustomerElsewhereAsync(
            newer, name: "Anna Newest", email: $"{_word}@example.org", company: "New GmbH", jobTitle: "Buyer", note: "Two\nlines", createdAt: DateTimeOffset.UtcNow.AddDays(-300));
        await site.Data.CustomerElsewhereAsync(older, anna.Id, "Anna Oldest", createdAt: DateTimeOffset.UtcNow.AddDays(-600));
        using var staff = await site.SignInAsync(await site.Data.UserAsync());
        var form = await staff.GetPageAsync($"/customers/new?known={anna.Id.ToLowerInvariant()}");
        Assert.Equal(
            ("Anna Newest", anna.Email, anna.Phone, "New GmbH", "Buyer", "Two\nlines"),
            (form.ValueOf("Input.Name"), form.ValueOf("Input.Email"), form.ValueOf("Input.Phone"), form.ValueOf("Input.Company"), form.ValueOf("Input.JobTitle"), form.ValueOf("Input.Note")));
        Assert.Equal("Save", Assert.Single(form.Document.QuerySelectorAll("[autofocus]")).TextContent);
        Assert.Contains($"{anna.Id} Known from Expo 2025 and Expo 2024.", form.TextOf("main"), StringComparison.Ordinal);

        // A contact card is somebody else's.
        Assert.NotNull(form.Document.QuerySelector("main form[data-takes-card=False]"));
        Assert.NotNull((await staff.GetPageAsync("/customers/new")).Document.QuerySelector("main form[data-takes-card=True]"));

        var given = await site.ReadAsync(db => db.GivenIds.CountAsync());
        var answer = await staff.SubmitAsync(form, ("Input.Company", "Newest GmbH"));
        Assert.Equal($"/customers/{anna.Id}", answer.Location);
        Assert.Equal(given, await site.ReadAsync(db => db.GivenIds.CountAsync()));
        var here = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == anna.Id));
        Assert.Equal(("Anna Newest", "Newest GmbH", OutboxState.Queued), (here.Name, here.Company, here.MailState));
        Assert.Equal(MessageKind.Welcome, await site.ReadAsync(db => db.OutboxMessages.Where(m => m.CustomerId == anna.Id).Select(m => m.Kind).SingleAsync()));
        var entry = await site.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.SubjectId == anna.Id));
        Assert.Equal(new CustomerRegistered(anna.Id, "Anna Newest", anna.Email, anna.Phone, "Newest GmbH", "Buyer", "Two\nlines", "Expo 2025"), entry.Event);
        Assert.Equal(
            ["Anna Newest, New GmbH", "Anna Oldest, "],
            (await site.ReadAsync(db => db.Customers.IgnoreQueryFilters().Where(c => c.Id == anna.Id && c.ExhibitionId != here.ExhibitionId).ToListAsync())).Select(c => $"{c.Name}, {c.Company}").Order());
        Assert.Contains("Known from: Expo 2025", (await staff.FollowAsync(answer)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_FromTheBill_LeadsOnToTheBill()
    {
        var anna = await site.Data.CustomerElsewhereAsync(await site.Data.AnotherExhibitionAsync());
        using var staff = await site.SignInAsync(Roles.Staff);
        var search = await staff.GetPageAsync($"/bills/new?customer={anna.Id}");
        var form = await staff.GetPageAsync(search.Element("[data-known]").GetAttribute("href")!);

        // Also on the second try.
        var wrong = await staff.SubmitAsync(form, ("Input.Email", "nobody"));
        Assert.Equal("Input.Email", wrong.Focused);
        var answer = await staff.SubmitAsync(wrong, ("Input.Email", anna.Email));
        Assert.Equal($"/bills/new?customer={anna.Id}", answer.Location);
        var bill = await staff.FollowAsync(answer);
        Assert.Contains($"with ID {anna.Id}", bill.TextOf("main"), StringComparison.Ordinal);
        Assert.Equal("Bill.Amount", bill.Focused);
        Assert.Equal($"/bills/new?customer={anna.Id}", (await staff.GetPageAsync($"/customers/new?known={anna.Id}&for=bill")).Location);
        Assert.Equal($"/customers/{anna.Id}", (await staff.GetPageAsync($"/customers/new?known={anna.Id}")).Location);
    }

    [Fact]
    public async Task Form_SentTwice_SavesOnce_AndThatOfAnotherTabLeadsToWhoIsThere()
    {
        var anna = await site.Data.CustomerElsewhereAsync(await site.Data.AnotherExhibitionAsync(), name: "Anna Twice");
        using var staff = await site.SignInAsync(Roles.Staff);
        var address = $"/customers/new?known={anna.Id}";
        var (form, other) = (await staff.GetPageAsync(address), await staff.GetPageAsync(address));
        var first = await staff.SubmitAsync(form);
        var again = await staff.SubmitAsync(form);
        var second = await staff.SubmitAsync(other, ("Input.Name", "Anna Else"));
        Assert.All(new[] { first, again, second }, answer => Assert.Equal($"/customers/{anna.Id}", answer.Location));
        Assert.Contains("is registered here already", (await staff.FollowAsync(second)).TextOf("main"), StringComparison.Ordinal);
        Assert.Equal(["Anna Twice"], await site.ReadAsync(db => db.Customers.Where(c => c.Id == anna.Id).Select(c => c.Name).ToListAsync()));
        Assert.Equal(1, await site.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.CustomerId == anna.Id)));
        Assert.Equal(1, await site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == anna.Id)));
    }

    [Fact]
    public async Task Forms_OfTenAtOnce_MakeOneCustomer_AndLeadTheOthersThere()
    {
        var anna = await site.Data.CustomerElsewhereAsync(await site.Data.AnotherExhibitionAsync());
        using var staff = await site.SignInAsync(Roles.Staff);
        var forms = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => staff.GetPageAsync($"/customers/new?known={anna.Id}")));
        var answers = await Task.WhenAll(forms.Select(form => staff.SubmitAsync(form)));
        Assert.All(answers, answer => Assert.Equal($"/customers/{anna.Id}", answer.Location));
        Assert.Equal(1, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Id == anna.Id)));
        Assert.Equal(1, await site.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.CustomerId == anna.Id)));
        Assert.Equal(1, await site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == anna.Id)));
    }

    [Fact]
    public async Task Registering_TenAtOnce_IsDoneOnceAndAnsweredNineTimes()
    {
        var anna = await site.Data.CustomerElsewhereAsync(await site.Data.AnotherExhibitionAsync());
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => site.WithServiceAsync((CustomerService service) =>
            service.RegisterKnownAsync(anna.Id, anna.Contact, Guid.NewGuid(), [], new("somebody")))));
        Assert.Single(outcomes, new RegisterOutcome.Registered(anna.Id));
        Assert.Equal(9, outcomes.Count(outcome => outcome == new RegisterOutcome.AlreadyHere(anna.Id, anna.Name)));

        // One form, sent ten times at once.
        var (ben, key) = (await site.Data.CustomerElsewhereAsync(await site.Data.AnotherExhibitionAsync()), Guid.NewGuid());
        outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => site.WithServiceAsync((CustomerService service) =>
            service.RegisterKnownAsync(ben.Id, ben.Contact, key, [], new("somebody")))));
        Assert.Single(outcomes, new RegisterOutcome.Registered(ben.Id));
        Assert.Equal(9, outcomes.Count(outcome => outcome == new RegisterOutcome.Replayed(ben.Id)));
    }

    [Theory]
    [InlineData("ZZZZZZZ8")]
    [InlineData("nobody")]
    [InlineData("<b>")]
    public async Task Form_WithAnIdThatNobodyHasElsewhere_SavesNothing_AndOffersANewOne(string id)
    {
        var anna = await site.Data.CustomerElsewhereAsync(await site.Data.AnotherExhibitionAsync(), name: _word);
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/customers/new?known={anna.Id}");
        var refused = await staff.SubmitAsync(form, ("Known", id));
        Assert.Contains("is known from another exhibition any more", refused.TextOf("main"), StringComparison.Ordinal);
        Assert.Equal(0, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Name == _word)));
        Assert.Equal(0, await site.ReadAsync(db => db.GivenIds.CountAsync(g => g.Id == id)));
        var answer = await staff.SubmitAsync(refused);
        var saved = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Name == _word));
        Assert.Equal($"/customers/{saved.Id}", answer.Location);
        Assert.NotEqual(anna.Id, saved.Id);
    }

    [Fact]
    public async Task Form_OfSomebodyWhoIsAlikeHere_AsksOnce_ButNotAboutTheirOwnTwinElsewhere()
    {
        var exhibition = await site.Data.AnotherExhibitionAsync();
        var anna = await site.Data.CustomerElsewhereAsync(exhibition);
        var twin = await site.Data.CustomerAsync(email: anna.Email);
        using var staff = await site.SignInAsync(Roles.Staff);
        var asked = await staff.SubmitAsync(await staff.GetPageAsync($"/customers/new?known={anna.Id}"));
        Assert.Null(asked.Location);
        Assert.Equal([$"/customers/{twin.Id}"], asked.Document.QuerySelectorAll("#duplicates a").Select(a => a.GetAttribute("href")));
        Assert.Equal($"/customers/{anna.Id}", (await staff.SubmitAsync(asked)).Location);

        var ben = await site.Data.CustomerElsewhereAsync(exhibition);
        Assert.Equal($"/customers/{ben.Id}", (await staff.SubmitAsync(await staff.GetPageAsync($"/customers/new?known={ben.Id}"))).Location);
    }

    [Fact]
    public async Task Page_OfACustomer_LeadsToTheirOtherExhibitions()
    {
        var anna = await site.Data.CustomerAsync();
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.DoesNotContain("Also at", (await viewer.GetPageAsync($"/customers/{anna.Id}")).Text, StringComparison.Ordinal);
        var exhibition = await site.Data.AnotherExhibitionAsync("Expo 2025");
        await site.Data.CustomerElsewhereAsync(exhibition, anna.Id);
        await site.Data.CustomerElsewhereAsync(exhibition);
        await site.Database.ExecuteAsync($"update customers set bill_count = 3 where id = '{anna.Id}' and exhibition_id = {exhibition}");
        var slug = (await site.Database.ListAsync($"select slug from exhibitions where id = {exhibition}"))[0];
        Assert.DoesNotContain("Also at", (await viewer.GetPageAsync($"/customers/{anna.Id}")).Text, StringComparison.Ordinal);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var page = await administrator.GetPageAsync($"/customers/{anna.Id}");
        Assert.Contains("Also at Expo 2025 (3 bills)", page.TextOf("main"), StringComparison.Ordinal);
        Assert.Equal("Expo 2025", page.TextOf($"a[href='/e/{slug}/customers/{anna.Id}']"));
    }

    [Fact]
    public async Task WithOneExhibition_NothingIsAskedOfTheDatabase()
    {
        await using var alone = await CrmSite.StartAsync();
        await alone.Database.ExecuteAsync("alter table customers rename to customers_away");
        await alone.WithServiceAsync<CustomersElsewhere, bool>(async elsewhere =>
        {
            Assert.Null(await elsewhere.FindAsync("ZZZZZZZ8"));
            Assert.Null(await elsewhere.OpenAsync("ZZZZZZZ8"));
            Assert.Empty(await elsewhere.VisitsAsync("ZZZZZZZ8"));
            Assert.Same(KnownPeople.None, await elsewhere.SearchAsync("somebody"));
            return true;
        });
        await alone.Database.ExecuteAsync("alter table customers_away rename to customers");
        await alone.Data.AnotherExhibitionAsync();
        await alone.Database.ExecuteAsync("alter table customers rename to customers_away");
        await Assert.ThrowsAnyAsync<Exception>(() => alone.WithServiceAsync((CustomersElsewhere elsewhere) => elsewhere.FindAsync("ZZZZZZZ8")));
    }
}
