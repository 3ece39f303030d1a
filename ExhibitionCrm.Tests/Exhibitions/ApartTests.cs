using System.Net;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>What belongs to another exhibition is not there: for lists, sums, searches, exports and whoever has its address.</summary>
public sealed class ApartTests(CrmSite site) : IClassFixture<CrmSite>
{
    private const string Foreign = "Elsewhere";
    private const decimal ForeignAmount = 4321.98m;

    // Of the installation, or reached only through what belongs to an exhibition.
    private static readonly string[] Shared =
    [
        "StaffUser", "StaffSession", "KeptText", "DataProtectionKey", "Exhibition", "ExhibitionSlug", "ExhibitionLogo", "ExhibitionRole", "GivenId",
        "DeliveryAttempt", "SignInCount",
        "IdentityRole", "IdentityRoleClaim", "IdentityUserClaim", "IdentityUserLogin", "IdentityUserRole", "IdentityUserToken",
    ];

    [Fact]
    public async Task EveryEntity_BelongsToAnExhibitionOrIsKnownToBeShared()
    {
        var entities = await site.ReadAsync(db => Task.FromResult(db.Model.GetEntityTypes().ToList()));
        foreach (var entity in entities)
        {
            var isApart = typeof(IOfExhibition).IsAssignableFrom(entity.ClrType);
            Assert.True(isApart != Shared.Contains(entity.ClrType.Name.Split('`')[0]), $"{entity.ShortName()} has to belong to an exhibition, or to be named here.");
            Assert.Equal(isApart, entity.GetDeclaredQueryFilters().Count > 0);
        }
    }

    [Fact]
    public async Task WhatIsThereOfAnotherExhibition_IsOnNoPageAndInNoExport()
    {
        var there = await MakeThereAsync();
        using var administrator = await site.SignInAsync(Roles.Administrator);
        foreach (var place in new[]
        {
            "/", "/customers", $"/customers?q={Foreign}", $"/customers?q={there.Customer.Id}", "/customers?sort=-total", $"/customers/find?q={Foreign}", "/bills", $"/bills?q={Foreign}",
            $"/bills/new?customer={Foreign}", $"/customers/duplicates?name={Foreign}&email={Uri.EscapeDataString(there.Customer.Email)}&phone={Uri.EscapeDataString(there.Customer.Phone)}",
            "/mail", $"/mail?q={Foreign}", "/activity",
        })
        {
            var page = await administrator.GetPageAsync(place);

            // But for who may be registered here too.
            foreach (var offer in page.Document.QuerySelectorAll("[data-known]").ToList())
            {
                offer.Remove();
            }

            Assert.DoesNotContain($"{Foreign} Visitor", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("4,321.98", page.Text, StringComparison.Ordinal);
        }

        using var export = await administrator.Http.GetAsync(new Uri("/customers/export.csv", UriKind.Relative));
        Assert.DoesNotContain(Foreign, await export.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var bills = await administrator.Http.GetAsync(new Uri("/customers/export-bills.csv", UriKind.Relative));
        Assert.DoesNotContain(Foreign, await bills.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddressesOfAnotherExhibition_AreNotFound_InEveryRole()
    {
        var there = await MakeThereAsync();
        string[] places =
        [
            $"/customers/{there.Customer.Id}", $"/customers/{there.Customer.Id}/edit", $"/customers/{there.Customer.Id}/badge",
            $"/customers/{there.Customer.Id}/badge/print", $"/customers/{there.Customer.Id}/qr.png", $"/customers/{there.Customer.Id}/qr.svg",
            $"/bills/{there.Bill}", $"/bills/{there.Bill}/void", $"/mail/{there.Mail}", $"/mail/batches/{there.Batch}",
        ];
        foreach (var role in Roles.All)
        {
            using var client = await site.SignInAsync(role);
            foreach (var place in role == Roles.Administrator ? [.. places, $"/customers/{there.Customer.Id}/delete"] : places)
            {
                using var answer = await client.Http.GetAsync(new Uri(place, UriKind.Relative));
                Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden, $"{place} answered {role} with {answer.StatusCode}");
                Assert.True(role != Roles.Administrator || answer.StatusCode == HttpStatusCode.NotFound, $"{place} answered {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task OnePerson_AtTwoExhibitions_HasOneIdAndTwoAccounts()
    {
        var here = await site.Data.CustomerAsync();
        var there = await MakeThereAsync(here.Id);
        Assert.Equal(here.Id, there.Customer.Id);
        await site.Data.BillAsync(here.Id, 5m);
        Assert.Equal(5m, await site.ReadAsync(db => db.Customers.Where(c => c.Id == here.Id).Select(c => c.BillTotal).SingleAsync()));
        Assert.Equal(
            ForeignAmount,
            await site.ReadAsync(db => db.Customers.IgnoreQueryFilters().Where(c => c.Id == here.Id && c.ExhibitionId != here.ExhibitionId).Select(c => c.BillTotal).SingleAsync()));
    }

    [Fact]
    public async Task FormsOfAnotherExhibition_SentHere_SaveNothingAndTellNothingOfIt()
    {
        var there = await MakeThereAsync();
        var here = await site.Data.CustomerAsync();
        using var client = await site.SignInAsync(Roles.Staff);
        var page = await client.GetPageAsync($"/bills/new?customer={here.Id}");
        var refused = await client.SubmitAsync(page, ("Bill.Amount", "5"), ("Bill.Key", $"{there.Bill}"));
        Assert.Contains("another exhibition", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(there.Customer.Id, refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, await site.ReadAsync(db => db.Bills.CountAsync(b => b.CustomerId == here.Id)));
    }

    [Fact]
    public async Task Registering_WithAnIdThatSomebodyWasGiven_DrawsAnother()
    {
        var known = await site.Data.CustomerAsync();
        await site.Database.ExecuteAsync("""
            create sequence draws;
            create function draw_a_given_one() returns trigger language plpgsql security definer as $$
            begin
              if nextval('draws') = 1 then
                new.id = (select id from given_ids limit 1);
              end if;
              return new;
            end $$;
            create trigger draw_a_given_one before insert on given_ids for each row execute function draw_a_given_one();
            """);
        using var client = await site.SignInAsync(Roles.Staff);
        var page = await client.SubmitAsync(
            await client.GetPageAsync("/customers/new"), ("Input.Name", "Drawn Twice"), ("Input.Email", "drawn.twice@example.org"), ("Input.Phone", "+49 30 7654321"));
        Assert.NotNull(page.Location);
        await site.Database.ExecuteAsync("drop trigger draw_a_given_one on given_ids; drop function draw_a_given_one(); drop sequence draws;");
        var registered = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Name == "Drawn Twice"));
        Assert.NotEqual(known.Id, registered.Id);
        Assert.Equal(2, await site.ReadAsync(db => db.GivenIds.CountAsync(g => g.Id == known.Id || g.Id == registered.Id)));
    }

    private async Task<(Customer Customer, Guid Bill, Guid Mail, Guid Batch)> MakeThereAsync(string? id = null)
    {
        var number = Random.Shared.Next(100_000, 999_999);
        var exhibition = await site.Data.AnotherExhibitionAsync();
        var customer = await site.Data.CustomerElsewhereAsync(
            exhibition, id, $"{Foreign} Visitor", $"{Foreign.ToLowerInvariant()}{number}@example.org", $"+49 89 {number}");
        await using var db = site.Database.Open(exhibition);
        var batch = MailBatch.Begin(Guid.NewGuid(), 1, "somebody", DateTimeOffset.UtcNow);
        var bill = Bill.Add(Guid.NewGuid(), customer.Id, Amount.Of(ForeignAmount, Currency.Of("USD")), Foreign, "somebody", DateTimeOffset.UtcNow);
        db.AddRange(batch, bill);
        await db.SaveChangesAsync();
        Assert.Equal(exhibition, bill.ExhibitionId);
        return (customer, bill.Id, await db.OutboxMessages.Where(m => m.CustomerId == customer.Id).Select(m => m.Id).SingleAsync(), batch.Id);
    }
}
