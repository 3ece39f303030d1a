using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Customers;

public sealed class CustomerServiceTests : IAsyncLifetime
{
    private static readonly ContactDetails Ann = ContactDetails.Of(new ContactText("Ann", "ann@example.org", "+49 30 123"));

    // A site for each test: they teach the database to misbehave.
    private CrmSite _site = null!;

    public async Task InitializeAsync() => _site = await CrmSite.StartAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Register_WhenTheIdIsTaken_DrawsAnother()
    {
        var taken = await _site.Data.CustomerAsync();
        await CollideAsync(taken.Id, times: 2);

        var outcome = await RegisterAsync();

        var registration = Assert.IsType<RegisterOutcome.Registered>(outcome);
        Assert.NotEqual(taken.Id, registration.CustomerId);
        Assert.Equal(2, await _site.ReadAsync(db => db.Customers.CountAsync()));
        Assert.Equal(1, await _site.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.CustomerId == registration.CustomerId)));
        Assert.Equal(2, await _site.ReadAsync(db => db.OutboxMessages.CountAsync()));
        Assert.Equal(2, await _site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Kind == EventKinds.Of<CustomerRegistered>())));
    }

    [Fact]
    public async Task Register_WhenEveryIdIsTaken_GivesUpAndSavesNothing()
    {
        var taken = await _site.Data.CustomerAsync();
        await CollideAsync(taken.Id, times: 1000);

        await Assert.ThrowsAsync<DbUpdateException>(RegisterAsync);

        Assert.Equal(1, await _site.ReadAsync(db => db.Customers.CountAsync()));
        Assert.Equal(1, await _site.ReadAsync(db => db.OutboxMessages.CountAsync()));
        Assert.Equal(1, await _site.ReadAsync(db => db.AuditEntries.CountAsync()));
    }

    [Theory]
    [InlineData("outbox_messages")]
    [InlineData("audit_entries")]
    public async Task Register_WhenMailOrHistoryCannotBeSaved_SavesNoCustomer(string table)
    {
        await _site.Database.ExecuteAsync($"""
            create function fail() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
            create trigger fail before insert on {table} for each row execute function fail();
            """);
        await Assert.ThrowsAsync<DbUpdateException>(RegisterAsync);
        Assert.Equal(0, await _site.ReadAsync(db => db.Customers.CountAsync()));
    }

    [Fact]
    public async Task Register_TheSameFormTwentyTimesAtOnce_MakesOneCustomer()
    {
        var form = Guid.NewGuid();
        var registrations = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            _site.WithServiceAsync((CustomerService service) => service.RegisterAsync(Ann, form, [], new Actor("somebody")))));
        var made = Assert.Single(registrations.OfType<RegisterOutcome.Registered>());
        Assert.All(registrations.Except([made]), again => Assert.Equal(new RegisterOutcome.Replayed(made.CustomerId), again));
        Assert.Equal(1, await _site.ReadAsync(db => db.Customers.CountAsync()));
        Assert.Equal(1, await _site.ReadAsync(db => db.OutboxMessages.CountAsync()));
        Assert.Equal(1, await _site.ReadAsync(db => db.AuditEntries.CountAsync()));
    }

    private Task<RegisterOutcome> RegisterAsync() =>
        _site.WithServiceAsync((CustomerService service) => service.RegisterAsync(Ann, Guid.NewGuid(), [], new Actor("somebody")));

    // The database puts a taken ID in the place of the next few; a sequence is not rolled back, and so counts attempts.
    private Task<int> CollideAsync(string taken, int times) => _site.Database.ExecuteAsync($"""
        create sequence attempts;
        create function collide() returns trigger language plpgsql security definer as $$
        begin
          if nextval('attempts') <= {times} then new.id := '{taken}'; end if;
          return new;
        end $$;
        create trigger collide before insert on given_ids for each row execute function collide();
        """);
}
