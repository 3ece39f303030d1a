using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Badges;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>Administrators make one customer of two; what belonged to either is the survivor's.</summary>
public sealed class MergeTests(CrmSite site) : IClassFixture<CrmSite>
{
    private readonly string _word = $"w{Guid.NewGuid():N}"[..12];

    [Fact]
    public async Task Page_OfACustomer_OffersItToAdministratorsAlone()
    {
        var anna = await site.Data.CustomerAsync();
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var offer = (await administrator.GetPageAsync($"/customers/{anna.Id}")).Element($"main a[href='/customers/{anna.Id}/merge']");
        Assert.Equal("Merge… with another customer", offer.TextContent.Trim());
        using var staff = await site.SignInAsync(Roles.Staff);
        Assert.Null((await staff.GetPageAsync($"/customers/{anna.Id}")).Document.QuerySelector("a[href$='/merge']"));
        Assert.Equal(HttpStatusCode.Forbidden, (await staff.GetPageAsync($"/customers/{anna.Id}/merge")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetPageAsync("/customers/ZZZZZZZ8/merge")).Status);
    }

    [Fact]
    public async Task Get_WithoutTheOther_AsksWithWhomAndSaysWhatIsWrong()
    {
        var anna = await site.Data.CustomerAsync();
        var there = await site.Data.CustomerElsewhereAsync(await site.Data.AnotherExhibitionAsync());
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"/customers/{anna.Id}/merge");
        Assert.Null(form.ErrorOf("With"));
        foreach (var (typed, message) in new[]
        {
            (anna.Id, "That is this customer. Enter the ID of the other one."),
            (anna.Id.ToLowerInvariant(), "That is this customer. Enter the ID of the other one."),
            (CustomerId.New(), "No customer found. Check the ID or the name."),
            ("K7M2P9XX", "No customer has ID K7M2P9XX. It looks mistyped. Check it against the badge."),
            (_word, "No customer found. Check the ID or the name."),
            (there.Id, $"ID {there.Id} isn't registered at this exhibition. Only customers of one exhibition can be merged."),
        })
        {
            var answer = await administrator.SubmitAsync(form, form.Form("main form[method=get]"), ("With", typed));
            Assert.Equal((HttpStatusCode.OK, message), (answer.Status, answer.ErrorOf("With")));
            Assert.Equal(typed, answer.ValueOf("With"));
        }
    }

    [Fact]
    public async Task Get_WithWords_OpensTheOneOrOffersSeveral()
    {
        var anna = await site.Data.CustomerAsync(name: $"{_word} Anna");
        var ben = await site.Data.CustomerAsync(name: $"{_word} Ben");
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var page = await administrator.GetPageAsync($"/customers/{anna.Id}/merge?with={_word}");
        Assert.Equal(ben.Id, page.ValueOf("With"));
        var cleo = await site.Data.CustomerAsync(name: $"{_word} Cleo");
        page = await administrator.GetPageAsync($"/customers/{anna.Id}/merge?with={_word}");
        Assert.Equal(
            [$"/customers/{anna.Id}/merge?with={ben.Id}", $"/customers/{anna.Id}/merge?with={cleo.Id}"],
            page.Document.QuerySelectorAll("[data-matches] a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task Get_WithTheOther_ShowsBothAndChoosesSensibly()
    {
        var anna = await site.Data.CustomerAsync(name: "Anna Same", note: "Vegetarian");
        var twin = await site.Data.CustomerAsync(name: "Anna Same", company: "Twin GmbH", note: "Two\nlines");
        await site.Data.BillAsync(twin.Id, 12.5m);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var page = await administrator.GetPageAsync($"/customers/{anna.Id}/merge?with={twin.Id}");
        Assert.Contains("1 bill, 12.50 EUR", page.TextOf("main"), StringComparison.Ordinal);
        Assert.Contains("0 bills, 0.00 EUR", page.TextOf("main"), StringComparison.Ordinal);
        Assert.Equal("Anna Same", page.TextOf("[data-same=Name]"));
        var chosen = page.Document.QuerySelectorAll("main input[type=radio][checked]").ToDictionary(r => r.GetAttribute("name")!, r => r.GetAttribute("value"));
        Assert.Equal(
            (anna.Id, "First", "First", "Second", "Both"),
            (chosen["Input.Keep"], chosen["Input.Email"], chosen["Input.Phone"], chosen["Input.Company"], chosen["Input.Note"]));
    }

    [Fact]
    public async Task Merge_MovesBillsMailsHistoryAndBadges_AndKeepsWhatWasChosen()
    {
        var anna = await site.Data.CustomerAsync(name: $"{_word} Anna", note: "Vegetarian");
        var twin = await site.Data.CustomerAsync(name: $"{_word} Anne", company: "Twin GmbH", note: "Speaks Danish");
        await site.Data.BillAsync(anna.Id, 10m);
        var moved = await site.Data.BillAsync(twin.Id, 5.5m, "Brochures");
        await site.Data.BillAsync(twin.Id, 7m, voidReason: "Wrong");
        await site.WithServiceAsync((BadgeService badges) => badges.PrintAsync(twin.Id, null, new Actor("somebody")));
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"/customers/{anna.Id}/merge?with={twin.Id}");
        var answer = await administrator.SubmitAsync(form, ("Input.Name", "Second"), ("Input.Email", "First"), ("Input.Note", "Both"));
        Assert.Equal($"/customers/{anna.Id}", answer.Location);

        var survivor = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == anna.Id));
        Assert.Equal(
            ($"{_word} Anne", anna.Email, anna.Phone, "Twin GmbH", "Vegetarian\nSpeaks Danish", 2, 15.5m),
            (survivor.Name, survivor.Email, survivor.Phone, survivor.Company, survivor.Note, survivor.BillCount, survivor.BillTotal));
        Assert.Equal(0, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Id == twin.Id)));
        Assert.Equal([anna.Id], await site.Database.ListAsync($"select survivor_id::text from given_ids where id = '{twin.Id}'"));
        Assert.Equal(3, await site.ReadAsync(db => db.Bills.CountAsync(b => b.CustomerId == anna.Id)));
        Assert.All(
            await site.ReadAsync(db => db.Bills.Where(b => b.CustomerId == anna.Id).ToListAsync()),
            bill => Assert.StartsWith(survivor.SearchText + "\n", bill.SearchText, StringComparison.Ordinal));
        Assert.EndsWith("\nbrochures", (await site.ReadAsync(db => db.Bills.SingleAsync(b => b.Id == moved.Id))).SearchText, StringComparison.Ordinal);

        // Two welcomes that wait are one.
        Assert.Equal(
            ["Cancelled", "Queued"], await site.Database.ListAsync($"select state::text from outbox_messages where customer_id = '{anna.Id}' order by 1"));
        Assert.Equal(OutboxState.Queued, survivor.MailState);
        Assert.NotNull(await site.WithServiceAsync((BadgeService badges) => badges.FindLastPrintAsync(anna.Id)));
        Assert.Equal(0, await site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == twin.Id)));
        var happened = (await site.ReadAsync(db => db.AuditEntries.Where(e => e.SubjectId == anna.Id).OrderByDescending(e => e.Id).FirstAsync())).Event;
        Assert.Equal(
            new CustomersMerged(
                anna.Id, $"{_word} Anne", twin.Id, $"{_word} Anne", twin.Email, twin.Phone, "Twin GmbH", null, "Speaks Danish",
                new Change($"{_word} Anna", $"{_word} Anne"), Company: new Change("", "Twin GmbH"), Note: new Change("Vegetarian", "Vegetarian\nSpeaks Danish")),
            happened);

        var page = await administrator.FollowAsync(answer);
        Assert.Contains($"Customers merged. ID {twin.Id} now leads to this customer.", page.TextOf("main"), StringComparison.Ordinal);
        Assert.Contains($"With ID {twin.Id} ({_word} Anne)", page.TextOf("[data-merge]"), StringComparison.Ordinal);
        Assert.Contains($"merged {_word} Anne ({twin.Id}) into {_word} Anne", page.TextOf("main"), StringComparison.Ordinal);
        Assert.Contains("registered", page.TextOf("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merge_WithTheIdsSwapped_KeepsTheOtherId()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"/customers/{anna.Id}/merge?with={twin.Id}");
        var answer = await administrator.SubmitAsync(form, ("Input.Keep", twin.Id));
        Assert.Equal($"/customers/{twin.Id}", answer.Location);
        Assert.Equal($"/customers/{twin.Id}?merged={anna.Id}", (await administrator.GetPageAsync($"/customers/{anna.Id}")).Location);
        Assert.Equal(anna.Name, await site.ReadAsync(db => db.Customers.Where(c => c.Id == twin.Id).Select(c => c.Name).SingleAsync()));
    }

    [Fact]
    public async Task Merge_SentTwice_IsDoneOnce_AndAnotherFormOfThePairIsTold()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var address = $"/customers/{anna.Id}/merge?with={twin.Id}";
        var (form, other) = (await administrator.GetPageAsync(address), await administrator.GetPageAsync(address));
        var answers = new[] { await administrator.SubmitAsync(form), await administrator.SubmitAsync(form) };
        Assert.All(answers, answer => Assert.Equal($"/customers/{anna.Id}", answer.Location));
        var late = await administrator.SubmitAsync(other);
        Assert.Equal($"/customers/{anna.Id}", late.Location);
        Assert.Contains("merged or deleted meanwhile", (await administrator.FollowAsync(late)).TextOf("main"), StringComparison.Ordinal);
        Assert.Equal(1, await site.ReadAsync(db => db.CustomerMerges.CountAsync(m => m.SurvivorId == anna.Id)));
        Assert.Equal(1, await site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == anna.Id && e.Kind == EventKinds.Of<CustomersMerged>())));

        // The back button, and somebody else's ID put into it.
        var (ben, bea) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        var reused = await administrator.SubmitAsync(
            await administrator.GetPageAsync($"/customers/{ben.Id}/merge?with={bea.Id}"), ("Input.Key", form.ValueOf("Input.Key")));
        Assert.Contains("already used to merge other customers", reused.TextOf("main"), StringComparison.Ordinal);
        Assert.Equal($"/customers/{ben.Id}", (await administrator.SubmitAsync(reused)).Location);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Merge_OfOneWhoWasChangedMeanwhile_IsToldAndChangesNothing(bool isSurvivor)
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"/customers/{anna.Id}/merge?with={twin.Id}");
        await administrator.SubmitAsync(await administrator.GetPageAsync($"/customers/{(isSurvivor ? anna : twin).Id}/edit"), ("Input.Name", $"{_word} Newer"));
        var told = await administrator.SubmitAsync(form, ("Input.Email", "Second"));
        Assert.Contains("Someone else has just changed one of these customers.", told.TextOf("main [role=alert]"), StringComparison.Ordinal);
        Assert.Contains($"{_word} Newer", told.TextOf("main"), StringComparison.Ordinal);
        Assert.Equal("Second", told.Element("[name='Input.Email'][checked]").GetAttribute("value"));
        Assert.Equal(2, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Id == anna.Id || c.Id == twin.Id)));
        Assert.Equal($"/customers/{anna.Id}", (await administrator.SubmitAsync(told)).Location);
        Assert.Equal(twin.Email, await site.ReadAsync(db => db.Customers.Where(c => c.Id == anna.Id).Select(c => c.Email).SingleAsync()));
    }

    [Fact]
    public async Task Merge_WhileAMailIsBeingSent_SaysToTryAgain()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await site.Database.ExecuteAsync($"update outbox_messages set state = 'Sending' where customer_id = '{twin.Id}'");
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var told = await administrator.SubmitAsync(await administrator.GetPageAsync($"/customers/{anna.Id}/merge?with={twin.Id}"));
        Assert.Contains("An email is being sent to one of these customers. Try again in a moment.", told.TextOf("main [role=alert]"), StringComparison.Ordinal);
        await site.Database.ExecuteAsync($"update outbox_messages set state = 'Sent' where customer_id = '{twin.Id}'");
        Assert.Equal($"/customers/{anna.Id}", (await administrator.SubmitAsync(told)).Location);
    }

    [Theory]
    [InlineData("Sent", false, "Cancelled")]
    [InlineData("Sent", true, "Queued")]
    [InlineData("Failed", false, "Queued")]
    public async Task Merge_OfOneWhoseWelcomeWaits_SendsItOnlyWhereItReachesSomebodyAnew(string survivorsMail, bool keepsOtherAddress, string expected)
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await site.Database.ExecuteAsync($"update outbox_messages set state = '{survivorsMail}' where customer_id = '{anna.Id}'");
        var mail = (await site.Database.ListAsync($"select id::text from outbox_messages where customer_id = '{twin.Id}'"))[0];
        await site.Data.MergeAsync(anna.Id, twin.Id, TestData.FieldsOfFirst with { Email = keepsOtherAddress ? MergeSource.Second : MergeSource.First });
        Assert.Equal([expected], await site.Database.ListAsync($"select state::text from outbox_messages where id = '{mail}'"));
    }

    [Fact]
    public async Task Merge_OfOneWhoCannotBeReached_KeepsTheOthersAddressAndNumber()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(email: "", phone: ""), await site.Data.CustomerAsync());
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"/customers/{anna.Id}/merge?with={twin.Id}");
        Assert.Equal((twin.Email, twin.Phone), (form.TextOf("[data-same=Email]"), form.TextOf("[data-same=Phone]")));
        Assert.Null(form.Document.QuerySelector("[name='Input.Email'], [name='Input.Phone']"));

        // Nor does whoever makes the form up.
        await site.Data.MergeAsync(anna.Id, twin.Id);
        Assert.Equal(
            [$"{twin.Email} {twin.Phone} Queued Queued"],
            await site.Database.ListAsync($"select concat_ws(' ', email, phone, mail_state, m.state) from customers c join outbox_messages m on m.customer_id = c.id where c.id = '{anna.Id}'"));
    }

    [Theory]
    [InlineData("Input.Keep", "\ufffe")]
    [InlineData("Input.Email", "third")]
    [InlineData("Input.Note", "7")]
    [InlineData("Input.FirstVersion", "many")]
    public async Task Post_OfAChoiceThatCannotBeRead_MergesNobody(string field, string value)
    {
        var (anna, twin) = (await site.Data.CustomerAsync(note: "One"), await site.Data.CustomerAsync(note: "Two"));
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"/customers/{anna.Id}/merge?with={twin.Id}");
        var answer = await administrator.SubmitAsync(form, (field, value));
        Assert.Null(answer.Location);
        Assert.Equal(["2"], await site.Database.ListAsync($"select count(*)::text from customers where id in ('{anna.Id}', '{twin.Id}')"));
        Assert.NotEmpty(answer.TextOf("main [role=alert]"));
    }

    [Fact]
    public async Task Merge_OfTwoLongNotes_OffersOneOfThemOnly()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(note: new string('a', 1500)), await site.Data.CustomerAsync(note: new string('b', 1500)));
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"/customers/{anna.Id}/merge?with={twin.Id}");
        Assert.Null(form.Document.QuerySelector("[name='Input.Note'][value=Both]"));
        var refused = await administrator.SubmitAsync(form, ("Input.Note", "Both"));
        Assert.Contains("Together the notes are longer than 2,000 characters.", refused.TextOf("#Note-error"), StringComparison.Ordinal);
        Assert.Equal($"/customers/{anna.Id}", (await administrator.SubmitAsync(refused)).Location);
    }

    [Fact]
    public async Task OldId_LeadsToTheSurvivorEverywhere()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        var bill = await site.Data.BillAsync(twin.Id, 3m);
        await site.Data.MergeAsync(anna.Id, twin.Id);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var redirect = await administrator.GetPageAsync($"/customers/{twin.Id.ToLowerInvariant()}");
        var page = await administrator.FollowAsync(await administrator.FollowAsync(redirect));
        Assert.Equal((anna.Id, twin.Id), (page.Element("h1").GetAttribute("data-customer"), page.Element("h1").GetAttribute("data-merged")));
        Assert.Contains($"ID {twin.Id} was merged into this customer.", page.TextOf("main"), StringComparison.Ordinal);
        Assert.Equal($"/customers/{anna.Id}", (await administrator.GetPageAsync($"/customers/find?q=%5DQ1{twin.Id}%0d")).Location);
        Assert.Equal([anna.Id], (await administrator.GetPageAsync($"/customers?q={twin.Id}")).Rows().Select(row => row["ID"]));
        Assert.Contains($"/bills/{bill.Id}", (await administrator.GetPageAsync($"/bills?q={twin.Id}")).Element("main table tbody").InnerHtml, StringComparison.Ordinal);
        Assert.Contains(anna.Id, (await administrator.GetPageAsync($"/mail?q={twin.Id}")).TextOf("main table tbody"), StringComparison.Ordinal);
        var panel = (await administrator.GetPageAsync($"/bills/new?customer={twin.Id}")).Element("[data-customer]");
        Assert.Equal((anna.Id, twin.Id), (panel.GetAttribute("data-customer"), panel.GetAttribute("data-merged")));
        foreach (var (place, rest) in new[] { ("/badge", "/badge"), ("/badge/print", "/badge/print"), ("/edit", "/edit"), ("/delete", "/delete"), ("/merge", "/merge") })
        {
            Assert.Equal($"/customers/{anna.Id}{rest}", (await administrator.GetPageAsync($"/customers/{twin.Id}{place}")).Location);
        }

        foreach (var code in new[] { "qr.svg", "qr.png" })
        {
            using var image = await administrator.Http.GetAsync(new Uri($"/customers/{twin.Id}/{code}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, image.StatusCode);
        }

        // What nobody merged says nothing of the kind.
        var plain = await administrator.GetPageAsync($"/customers/{anna.Id}?merged=ZZZZZZZ8");
        Assert.Equal("", plain.Element("h1").GetAttribute("data-merged"));
        Assert.Equal(
            $"ID {twin.Id} was merged into this customer already.", (await administrator.GetPageAsync($"/customers/{anna.Id}/merge?with={twin.Id}")).ErrorOf("With"));
    }

    [Fact]
    public async Task Forms_OfTheMergedOneThatWereOpen_SaveTheBillForTheSurvivorAndNothingElse()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync(name: $"{_word} Twin"));
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var bill = await administrator.GetPageAsync($"/bills/new?customer={twin.Id}");
        var byName = await administrator.GetPageAsync($"/bills/new?customer={_word}");
        var edit = await administrator.GetPageAsync($"/customers/{twin.Id}/edit");
        var delete = await administrator.GetPageAsync($"/customers/{twin.Id}/delete");
        await site.Data.MergeAsync(anna.Id, twin.Id, TestData.FieldsOfFirst with { Name = MergeSource.Second });

        var first = await administrator.SubmitAsync(bill, ("Bill.Amount", "12.50"));
        var again = await administrator.SubmitAsync(bill, ("Bill.Amount", "12.50"));
        Assert.Equal(first.Location, again.Location);
        Assert.StartsWith("/bills/new?added=", first.Location, StringComparison.Ordinal);
        Assert.StartsWith("/bills/new?added=", (await administrator.SubmitAsync(byName, ("Bill.Amount", "2.50"))).Location, StringComparison.Ordinal);
        Assert.Equal([2.5m, 12.5m], await site.ReadAsync(db => db.Bills.Where(b => b.CustomerId == anna.Id).OrderBy(b => b.Amount).Select(b => b.Amount).ToListAsync()));
        Assert.Equal(2, await site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.OwnerId == anna.Id && e.Kind == EventKinds.Of<BillAdded>())));

        var told = await administrator.SubmitAsync(edit, ("Input.Name", "Typed"));
        Assert.Contains($"Someone else has just merged this customer into customer {anna.Id}.", told.TextOf("main"), StringComparison.Ordinal);
        Assert.Equal("Typed", told.ValueOf("Input.Name"));
        var kept = await administrator.SubmitAsync(delete);
        Assert.Equal($"/customers/{anna.Id}", kept.Location);
        Assert.Contains("Nothing was deleted.", (await administrator.FollowAsync(kept)).TextOf("main"), StringComparison.Ordinal);
        Assert.Equal($"{_word} Twin", await site.ReadAsync(db => db.Customers.Where(c => c.Id == anna.Id).Select(c => c.Name).SingleAsync()));
    }

    [Fact]
    public async Task OldId_AtAnotherExhibition_FindsThePersonByWhicheverIdTheyHaveThere()
    {
        var there = await site.Data.AnotherExhibitionAsync("Expo 2025");
        var slug = (await site.Database.ListAsync($"select slug::text from exhibitions where id = {there}"))[0];
        var (anna, twin, other) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await site.Data.CustomerElsewhereAsync(there, twin.Id);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        await site.Data.MergeAsync(anna.Id, twin.Id);

        // The very ID first, then any of the person's.
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetPageAsync($"/e/{slug}/customers/{twin.Id}")).Status);
        Assert.Equal($"/e/{slug}/customers/{twin.Id}?merged={anna.Id}", (await administrator.GetPageAsync($"/e/{slug}/customers/{anna.Id}")).Location);
        Assert.Contains("Also at Expo 2025", (await administrator.GetPageAsync($"/customers/{anna.Id}")).TextOf("main"), StringComparison.Ordinal);

        // Who is nowhere but here is offered by the ID that is left.
        var gone = await site.Data.CustomerAsync();
        await site.Data.MergeAsync(other.Id, gone.Id);
        var offer = (await administrator.GetPageAsync($"/e/{slug}/customers/find?q={gone.Id}")).Element("[data-known]");
        Assert.Equal(other.Id, offer.GetAttribute("data-known"));
        var registered = await administrator.SubmitAsync(await administrator.GetPageAsync(offer.GetAttribute("href")!));
        Assert.Equal($"/e/{slug}/customers/{other.Id}", registered.Location);
        Assert.Equal($"/e/{slug}/customers/{other.Id}", (await administrator.GetPageAsync($"/e/{slug}/customers/find?q={gone.Id}")).Location);
        Assert.Equal($"/e/{slug}/customers/{other.Id}", (await administrator.FollowAsync(await administrator.GetPageAsync($"/e/{slug}/customers/new?known={gone.Id}"))).Location ?? $"/e/{slug}/customers/{other.Id}");

        // A merge here is nobody's there.
        var merge = await site.ReadAsync(db => db.CustomerMerges.Where(m => m.MergedId == gone.Id).Select(m => m.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetPageAsync($"/e/{slug}/customers/{other.Id}/merges/{merge}/undo")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetPageAsync($"/e/{slug}/customers/{anna.Id}x/merge")).Status);
    }

    [Fact]
    public async Task Delete_OfASurvivor_LeavesTheOldIdToNobody()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        var merge = await site.Data.MergeAsync(anna.Id, twin.Id);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        await administrator.SubmitAsync(await administrator.GetPageAsync($"/customers/{anna.Id}/delete"));
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetPageAsync($"/customers/{twin.Id}")).Status);
        Assert.Contains("No customer", (await administrator.GetPageAsync($"/customers/find?q={twin.Id}")).TextOf("#customer-error"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetPageAsync($"/customers/{anna.Id}/merges/{merge}/undo")).Status);
    }
}
