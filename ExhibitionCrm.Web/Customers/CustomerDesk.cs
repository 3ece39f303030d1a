using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Mail;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Customers;

/// <summary>What the counter does with customers.</summary>
public sealed class CustomerDesk(CrmDbContext db, ExhibitionTime time, CrmMeters meters, OutboxSignal outbox)
{
    private const int MaxCollisions = 5;

    private static readonly Func<CrmDbContext, string, CancellationToken, Task<CustomerPanel?>> FindById =
        EF.CompileAsyncQuery((CrmDbContext db, string id, CancellationToken _) => db.Customers.TagWith(PreparedStatements.Mark)
            .Where(c => c.Id == id)
            .Select(c => new CustomerPanel(
                c.Id, c.Name, c.Email, c.Phone, c.MailState, c.BillCount, c.BillTotal, c.CreatedAt, c.CreatedBy, c.UpdatedAt))
            .FirstOrDefault());

    /// <summary>
    /// Saves the customer, the audit entry and the welcome mail together. A form that was sent before, by a double click
    /// or after a lost answer, finds the customer that it made then.
    /// </summary>
    public Task<Registration> RegisterAsync(
        CustomerDetails details, Guid submissionKey, Actor actor, CancellationToken cancellation = default) =>
        CrmTraces.WithinSpanAsync("register customer", async span =>
        {
            var registration = await SaveAsync(details, submissionKey, actor, cancellation);
            span?.SetTag("crm.registration.is_new", registration.IsNew);
            return registration;
        });

    private async Task<Registration> SaveAsync(CustomerDetails details, Guid submissionKey, Actor actor, CancellationToken cancellation)
    {
        for (var collisions = 0; ; collisions++)
        {
            var now = time.UtcNow;
            var customer = Customer.Register(CustomerId.New(), details, submissionKey, actor.Name, now);
            db.Add(customer);
            db.Add(OutboxMessage.Welcome(customer.Id, now));
            db.Add(AuditEntry.Of(actor, CustomerRegistered.Of(customer), now));
            try
            {
                await db.SaveChangesAsync(cancellation);
                meters.CustomerRegistered();
                outbox.Wake();
                return new Registration(customer.Id, details, IsNew: true);
            }
            catch (DbUpdateException e) when (e.Violates(CustomerMapping.PrimaryKey) && collisions < MaxCollisions)
            {
                db.ChangeTracker.Clear();
            }
            catch (DbUpdateException e) when (e.Violates(CustomerMapping.SubmissionKey))
            {
                db.ChangeTracker.Clear();
                return await db.Customers.Where(c => c.SubmissionKey == submissionKey)
                    .Select(c => new Registration(c.Id, new CustomerDetails(c.Name, c.Email, c.Phone), false))
                    .SingleAsync(cancellation);
            }
        }
    }

    /// <summary>Null for an ID that no customer has.</summary>
    public Task<CustomerPanel?> FindAsync(string id, CancellationToken cancellation = default) => FindById(db, id, cancellation);

    /// <returns>Whether it was saved; false when somebody else saved since <paramref name="version"/> was read, or deleted it.</returns>
    public async Task<bool> EditAsync(
        string id, CustomerDetails details, int version, Actor actor, CancellationToken cancellation = default)
    {
        var customer = await db.Customers.SingleOrDefaultAsync(c => c.Id == id, cancellation);
        if (customer is null || customer.Version != version)
        {
            return false;
        }

        var before = customer.Details;
        if (before == details)
        {
            return true;
        }

        customer.Edit(details, time.UtcNow);
        db.Add(AuditEntry.Of(actor, CustomerChanged.Between(id, before, details), time.UtcNow));
        try
        {
            await db.SaveChangesAsync(cancellation);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }

    /// <summary>What the edit form starts from, with the version to give back; null for an unknown ID.</summary>
    public async Task<(CustomerDetails Details, int Version)?> OpenAsync(string id, CancellationToken cancellation = default) =>
        await db.Customers.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellation) is { } customer
            ? (customer.Details, customer.Version)
            : null;

    /// <returns>Whether it is gone; false when the customer has bills, void ones too, which stay for good.</returns>
    public async Task<bool> DeleteAsync(string id, Actor actor, CancellationToken cancellation = default)
    {
        var customer = await db.Customers.SingleOrDefaultAsync(c => c.Id == id, cancellation);
        if (customer is null)
        {
            return true;
        }

        db.Remove(customer);
        db.Add(AuditEntry.Of(actor, CustomerDeleted.Of(customer), time.UtcNow));
        try
        {
            await db.SaveChangesAsync(cancellation);
            return true;
        }
        catch (DbUpdateException e) when (e.Violates(BillMapping.CustomerForeignKey))
        {
            return false;
        }
    }
}

/// <summary>The customer that a form made, now or when it was sent before.</summary>
public sealed record Registration(string CustomerId, CustomerDetails Details, bool IsNew);

/// <summary>A customer as the counter sees one. The total is in the exhibition's currency, times are in UTC.</summary>
public sealed record CustomerPanel(
    string Id, string Name, string Email, string Phone, MailState MailState, int BillCount, decimal BillTotal,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset UpdatedAt);
