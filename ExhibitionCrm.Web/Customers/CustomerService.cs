using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Customers;

/// <summary>What the counter does with customers.</summary>
public sealed class CustomerService(
    CrmDbContext db, DuplicateFinder duplicates, CustomersElsewhere elsewhere, ExhibitionTime time, CrmMeters meters, OutboxSignal outbox)
{
    private const int MaxCollisions = 5;

    private static readonly Func<CrmDbContext, string, CancellationToken, Task<CustomerDetails?>> FindById =
        EF.CompileAsyncQuery((CrmDbContext db, string id, CancellationToken _) => db.Customers.TagWith(PreparedStatements.Mark)
            .Where(c => c.Id == id)
            .Select(c => new CustomerDetails(
                c.Id, c.Name, c.Email, c.Phone, c.Company, c.JobTitle, c.Note, c.MailState, c.BillCount, c.BillTotal,
                c.CreatedAt, c.CreatedBy, c.UpdatedAt, db.CustomerMerges.Any(m => m.SurvivorId == c.Id && m.UndoneAt == null)))
            .FirstOrDefault());

    private static readonly Func<CrmDbContext, string, CancellationToken, Task<bool>> HasId =
        EF.CompileAsyncQuery((CrmDbContext db, string id, CancellationToken _) => db.Customers.TagWith(PreparedStatements.Mark).Any(c => c.Id == id));

    /// <summary>Saves the customer, the audit entry and the welcome mail together.</summary>
    /// <param name="key">Of the form: one that was sent before, by a double click or after a lost answer, is not saved again.</param>
    /// <param name="others">IDs of customers who are known to be other people, however alike.</param>
    public Task<RegisterOutcome> RegisterAsync(
        ContactDetails details, Guid key, IReadOnlyCollection<string> others, Actor actor, CancellationToken cancellationToken = default) =>
        CrmTraces.WithinSpanAsync("register customer", async span =>
        {
            var outcome = await SaveUnlessAlikeAsync(null, details, key, others, actor, cancellationToken);
            span?.SetTag("crm.registration.is_new", outcome is RegisterOutcome.Registered);
            return outcome;
        });

    /// <summary>As <see cref="RegisterAsync"/>, of somebody who has an ID from another exhibition and keeps it.</summary>
    public Task<RegisterOutcome> RegisterKnownAsync(
        string id, ContactDetails details, Guid key, IReadOnlyCollection<string> others, Actor actor, CancellationToken cancellationToken = default) =>
        CrmTraces.WithinSpanAsync("register known customer", async span =>
        {
            var outcome = await FindHereAsync(id, details, key, cancellationToken)
                ?? (await elsewhere.FindAsync(id, cancellationToken) is { } known
                    ? await SaveUnlessAlikeAsync(known, details, key, others, actor, cancellationToken)
                    : new RegisterOutcome.NotKnown(id));
            span?.SetTag("crm.registration.is_new", outcome is RegisterOutcome.Registered);
            return outcome;
        });

    /// <param name="known">Null for somebody new.</param>
    private async Task<RegisterOutcome> SaveUnlessAlikeAsync(
        KnownPerson? known, ContactDetails details, Guid key, IReadOnlyCollection<string> others, Actor actor, CancellationToken cancellationToken)
    {
        var alike = await duplicates.FindSureAsync(details, key, except: known?.Id, cancellationToken);
        return alike.All(d => others.Contains(d.Id))
            ? await SaveAsync(known, details, key, actor, cancellationToken)
            : await FindMergedAsync(details, key, cancellationToken) ?? new RegisterOutcome.ToBeConfirmed(alike);
    }

    /// <summary>
    /// What the form did that registered somebody who was merged since, whose ID leads to the survivor; null for one that
    /// did not, or where nobody is left.
    /// </summary>
    private async Task<RegisterOutcome?> FindMergedAsync(ContactDetails details, Guid key, CancellationToken cancellationToken)
    {
        var merge = await db.CustomerMerges.AsNoTracking().Where(m => m.MergedKey == key && m.UndoneAt == null)
            .OrderByDescending(m => m.Id).FirstOrDefaultAsync(cancellationToken);
        return merge is null || await FindAsync(merge.MergedId, cancellationToken) is not { } survivor ? null
            : merge.Merged?.Contact == details ? new RegisterOutcome.Replayed(merge.MergedId)
            : new RegisterOutcome.KeyUsedForAnother(survivor.Id, survivor.Name);
    }

    /// <summary>Null as long as nobody has the ID here, or another one of the same person's.</summary>
    private async Task<RegisterOutcome?> FindHereAsync(string id, ContactDetails details, Guid key, CancellationToken cancellationToken)
    {
        if (await db.Customers.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is { } here)
        {
            return here.IdempotencyKey == key && here.Contact == details ? new RegisterOutcome.Replayed(id) : new RegisterOutcome.AlreadyHere(id, here.Name);
        }

        // Not by this very ID, which the same form may have got since it was asked for.
        return await CustomerAliases.FindHereAsync(db, id, cancellationToken) is not { } survivor || await FindById(db, survivor, cancellationToken) is not { } merged ? null
            : await FindMergedAsync(details, key, cancellationToken) is RegisterOutcome.Replayed replayed ? replayed
            : new RegisterOutcome.AlreadyHere(merged.Id, merged.Name);
    }

    /// <param name="known">Null for somebody new.</param>
    private async Task<RegisterOutcome> SaveAsync(KnownPerson? known, ContactDetails details, Guid key, Actor actor, CancellationToken cancellationToken)
    {
        for (var collisions = 0; ; collisions++)
        {
            var now = time.UtcNow;
            var customer = Customer.Register(known?.Id ?? CustomerId.New(), details, key, actor.Name, now);
            if (known is null)
            {
                db.Add(new GivenId { Id = customer.Id });
            }

            db.Add(customer);
            if (details.Email is not null)
            {
                db.Add(OutboxMessage.Welcome(customer.Id, now));
            }

            db.Add(AuditEntry.Of(actor, CustomerRegistered.Of(customer, known?.Exhibitions[0]), now));
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                meters.CustomerRegistered();
                outbox.Wake();
                return new RegisterOutcome.Registered(customer.Id);
            }
            catch (DbUpdateException e) when (e.Violates(GivenId.PrimaryKeyName) && collisions < MaxCollisions)
            {
                db.ChangeTracker.Clear();
            }
            catch (DbUpdateException e) when (known is not null && e.Violates(Customer.PrimaryKeyName))
            {
                db.ChangeTracker.Clear();
                if (await FindHereAsync(known.Id, details, key, cancellationToken) is { } outcome)
                {
                    return outcome;
                }

                // Deleted in the same moment.
                if (collisions >= MaxCollisions)
                {
                    throw;
                }
            }
            catch (DbUpdateException e) when (e.Violates(Customer.IdempotencyKeyIndexName))
            {
                db.ChangeTracker.Clear();
                var existing = await db.Customers.AsNoTracking().SingleOrDefaultAsync(c => c.IdempotencyKey == key, cancellationToken);
                return existing is null ? await FindMergedAsync(details, key, cancellationToken) ?? new RegisterOutcome.KeyUsedElsewhere()
                    : existing.Contact == details
                    ? new RegisterOutcome.Replayed(existing.Id)
                    : new RegisterOutcome.KeyUsedForAnother(existing.Id, existing.Name);
            }
        }
    }

    /// <summary>Whether a customer has the ID now, which one who was merged has not.</summary>
    public Task<bool> IsHereAsync(string id, CancellationToken cancellationToken = default) => HasId(db, id, cancellationToken);

    /// <summary>
    /// Null for an ID that no customer has. That of one who was merged finds the survivor, who has another <see cref="CustomerDetails.Id"/>.
    /// </summary>
    public async Task<CustomerDetails?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        await FindById(db, id, cancellationToken)
        ?? (await CustomerAliases.FindHereAsync(db, id, cancellationToken) is { } survivor ? await FindById(db, survivor, cancellationToken) : null);

    /// <param name="version">The one that the details were read with.</param>
    /// <param name="others">IDs of customers who are known to be other people, however alike.</param>
    public async Task<EditOutcome> EditAsync(
        string id, ContactDetails details, int version, IReadOnlyCollection<string> others, Actor actor, CancellationToken cancellationToken = default)
    {
        if (await db.Customers.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } customer)
        {
            return await GoneAsync(id, cancellationToken);
        }

        var before = customer.Contact;
        if (customer.Version != version)
        {
            return new EditOutcome.ChangedMeanwhile(before, customer.Version);
        }

        if (before == details)
        {
            return new EditOutcome.Saved();
        }

        if (await NewDuplicatesAsync(id, before, details, cancellationToken) is { Count: > 0 } alike && !alike.All(d => others.Contains(d.Id)))
        {
            return new EditOutcome.ToBeConfirmed(alike);
        }

        customer.Edit(details, time.UtcNow);
        db.Add(AuditEntry.Of(actor, CustomerChanged.Between(id, before, details), time.UtcNow));
        try
        {
            await SaveEditAsync(id, withdrawsMail: details.Email is null && before.Email is not null, cancellationToken);
            return new EditOutcome.Saved();
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return await OpenAsync(id, cancellationToken) is { } current
                ? new EditOutcome.ChangedMeanwhile(current.Details, current.Version)
                : await GoneAsync(id, cancellationToken);
        }
    }

    /// <param name="withdrawsMail">Whether there is no address any more that a waiting mail could go to.</param>
    private async Task SaveEditAsync(string id, bool withdrawsMail, CancellationToken cancellationToken)
    {
        if (!withdrawsMail)
        {
            await db.SaveChangesAsync(cancellationToken);
            return;
        }

        await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

            // The customer first, as by whoever else changes both.
            await db.SaveChangesAsync(acceptAllChangesOnSuccess: false, cancellationToken);
            await OutboxRequeue.WithdrawAsync(db, id, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        });
        db.ChangeTracker.AcceptAllChanges();
    }

    private async Task<EditOutcome> GoneAsync(string id, CancellationToken cancellationToken) =>
        await CustomerAliases.FindHereAsync(db, id, cancellationToken) is { } survivor ? new EditOutcome.Merged(survivor) : new EditOutcome.NoSuchCustomer();

    /// <summary>Those whom the customer has become like by an edit; who was alike before is no news.</summary>
    private async Task<IReadOnlyList<PossibleDuplicate>> NewDuplicatesAsync(
        string id, ContactDetails before, ContactDetails details, CancellationToken cancellationToken)
    {
        if ((before.Name, before.Email, before.Phone) == (details.Name, details.Email, details.Phone))
        {
            return [];
        }

        var alike = (await duplicates.FindSureAsync(details, except: id, cancellationToken: cancellationToken)).ToList();
        if (alike.Count > 0)
        {
            var known = await duplicates.FindSureAsync(before, except: id, cancellationToken: cancellationToken);
            alike.RemoveAll(d => known.Any(k => k.Id == d.Id));
        }

        return alike;
    }

    /// <summary>What the edit form starts from, with the version to give back; null for an unknown ID.</summary>
    public async Task<(ContactDetails Details, int Version)?> OpenAsync(string id, CancellationToken cancellationToken = default) =>
        await db.Customers.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is { } customer
            ? (customer.Contact, customer.Version)
            : null;

    public async Task<DeleteOutcome> DeleteAsync(string id, Actor actor, CancellationToken cancellationToken = default)
    {
        var customer = await db.Customers.SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (customer is null)
        {
            return DeleteOutcome.NoSuchCustomer;
        }

        db.Remove(customer);
        db.Add(AuditEntry.Of(actor, CustomerDeleted.Of(customer), time.UtcNow));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return DeleteOutcome.Deleted;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody else did at the same moment.
            return DeleteOutcome.NoSuchCustomer;
        }
        catch (DbUpdateException e) when (e.IsStillReferenced())
        {
            return DeleteOutcome.HasBills;
        }
    }
}

/// <summary>A customer as the counter sees one. The total is in the exhibition's currency, times are in UTC.</summary>
/// <param name="HasMerges">Whether somebody was merged into the customer.</param>
public sealed record CustomerDetails(
    string Id, string Name, string Email, string Phone, string Company, string JobTitle, string Note, OutboxState MailState, int BillCount, decimal BillTotal,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset UpdatedAt, bool HasMerges)
{
    /// <summary>Whether no welcome mail brings the ID: there is no address, so that the badge does.</summary>
    public bool HasNoMail => Email.Length == 0 && MailState != OutboxState.Sent;

    /// <summary>As a line of the list.</summary>
    public CustomerRow ToRow() => new(Id, Name, Company, Email, Phone, MailState, BillCount, BillTotal, CreatedAt);
}
