using System.Text.Json;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Customers;

/// <summary>
/// Makes one customer of two who are the same person, and two again where that was wrong. What belongs to them is moved by
/// functions of the database, which the site has no right to do by itself.
/// </summary>
public sealed class MergeService(CrmDbContext db, ExhibitionTime time, OutboxSignal outbox)
{
    public static readonly TimeSpan UndoWithin = TimeSpan.FromDays(30);

    private const int NoVersion = -1;

    /// <summary>How many merges one statement erases the details of.</summary>
    private const int ErasedAtOnce = 500;

    // Who began to undo a merge in its last moment has it as it was.
    private static readonly TimeSpan ErasedAfter = UndoWithin + TimeSpan.FromHours(1);

    // The names of the columns.
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Null where one of them is no customer here, or both are the same.</summary>
    public async Task<MergePair?> OpenAsync(string firstId, string secondId, CancellationToken cancellationToken = default)
    {
        var sides = await db.Customers.AsNoTracking().Where(c => new[] { firstId, secondId }.Contains(c.Id))
            .Select(c => new { Customer = c, Mails = db.OutboxMessages.Count(m => m.CustomerId == c.Id) }).ToListAsync(cancellationToken);
        var found = sides.ToDictionary(side => side.Customer.Id, side => new MergeSide(
            side.Customer.Id, side.Customer.Contact, side.Customer.Version, side.Customer.BillCount, side.Customer.BillTotal, side.Mails,
            side.Customer.CreatedAt, side.Customer.CreatedBy));
        return firstId != secondId && found.TryGetValue(firstId, out var first) && found.TryGetValue(secondId, out var second) ? new MergePair(first, second) : null;
    }

    public Task<MergeOutcome> MergeAsync(MergeOrder order, Actor actor, CancellationToken cancellationToken = default) =>
        CrmTraces.WithinSpanAsync("merge customers", async span =>
        {
            var outcome = await db.Database.CreateExecutionStrategy().ExecuteAsync(() => TryMergeAsync(order, actor, cancellationToken));
            span?.SetTag("crm.merge.outcome", outcome.GetType().Name);
            return outcome;
        });

    private async Task<MergeOutcome> TryMergeAsync(MergeOrder order, Actor actor, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var pair = await OpenAsync(order.FirstId, order.SecondId, cancellationToken);
        if (pair is null)
        {
            return await FindDoneAsync(order, cancellationToken) ?? new MergeOutcome.NotThere();
        }

        var (survivor, merged) = order.KeepsSecondId ? (pair.Second, pair.First) : (pair.First, pair.Second);
        var details = pair.Choose(order.Fields);
        if (details.Note.Length > ContactDetails.NoteMaxLength)
        {
            return new MergeOutcome.NoteTooLong();
        }

        var (survivorVersion, mergedVersion) = order.KeepsSecondId ? (order.SecondVersion, order.FirstVersion) : (order.FirstVersion, order.SecondVersion);
        var now = time.UtcNow;
        var columns = Describe(survivor.Id, details);
        var answer = await db.Database.SqlQuery<string>($"""
            select merge_customers({db.ExhibitionId}, {survivor.Id}, {merged.Id}, {survivorVersion}, {mergedVersion}, {columns}::jsonb, {actor.Name}, {now}, {order.Key}) as "Value"
            """).ToListAsync(cancellationToken);
        switch (answer[0])
        {
            case "merged":
                db.Add(AuditEntry.Of(actor, CustomersMerged.Of(survivor.Id, survivor.Contact, details, merged.Id, merged.Contact), now));
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return new MergeOutcome.Merged(survivor.Id, merged.Id);
            case "changed":
                return new MergeOutcome.ChangedMeanwhile();
            case "sending":
                return new MergeOutcome.MailIsBeingSent();
            default:
                return await FindDoneAsync(order, cancellationToken) ?? new MergeOutcome.NotThere();
        }
    }

    /// <summary>What the same form did when it was sent before; null for a key that was never used.</summary>
    private async Task<MergeOutcome?> FindDoneAsync(MergeOrder order, CancellationToken cancellationToken)
    {
        var done = await db.CustomerMerges.IgnoreQueryFilters().AsNoTracking().Where(m => m.IdempotencyKey == order.Key)
            .Select(m => new { m.ExhibitionId, m.SurvivorId, m.MergedId }).SingleOrDefaultAsync(cancellationToken);
        var (survivor, merged) = order.KeepsSecondId ? (order.SecondId, order.FirstId) : (order.FirstId, order.SecondId);
        return done is null ? null
            : (done.ExhibitionId, done.SurvivorId, done.MergedId) == (db.ExhibitionId, survivor, merged) ? new MergeOutcome.Merged(survivor, merged)
            : new MergeOutcome.KeyUsedForOthers();
    }

    /// <summary>Those of a customer's that have not been undone, newest first.</summary>
    public async Task<IReadOnlyList<MergeRow>> GetOfSurvivorAsync(string survivorId, CancellationToken cancellationToken = default)
    {
        var since = time.UtcNow - UndoWithin;
        var merges = await db.CustomerMerges.AsNoTracking().Where(m => m.SurvivorId == survivorId && m.UndoneAt == null)
            .OrderByDescending(m => m.Id).Select(m => new { m.Id, m.MergedId, m.MergedRow, m.ErasedAt, m.MergedAt, m.MergedBy }).ToListAsync(cancellationToken);
        return [.. merges.Select(m => new MergeRow(
            m.Id, m.MergedId, m.ErasedAt is null ? CustomerMerge.StoredCustomer.Read(m.MergedRow).Name : null, m.MergedAt, m.MergedBy, m.MergedAt > since))];
    }

    /// <summary>Null for a merge that was never made into this customer.</summary>
    public async Task<UndoableMerge?> OpenUndoAsync(string survivorId, long id, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(survivorId, id, cancellationToken) is not { } merge)
        {
            return null;
        }

        var survivor = await db.Customers.AsNoTracking().SingleOrDefaultAsync(c => c.Id == survivorId, cancellationToken);
        var undoable = new UndoableMerge(
            survivorId, merge.MergedId, merge.Merged?.Name, merge.MergedAt, merge.MergedBy, await FindObstacleAsync(merge, survivor is not null, cancellationToken),
            survivor?.Version ?? 0, merge.Bills.Length, [], []);
        if (merge is not { Before: { } before, After: { } after })
        {
            return undoable;
        }

        var current = survivor?.Contact ?? after.Contact;
        var back = Restore(before.Contact, after.Contact, current);
        return undoable with
        {
            Restored = [.. Fields(current).Zip(Fields(back), (now, then) => new FieldChange(now.Label, now.Value, then.Value)).Where(field => field.Before != field.After)],
            Edited = [.. Fields(current).Zip(Fields(after.Contact)).Where(field => field.First.Value != field.Second.Value).Select(field => field.First.Label)],
        };
    }

    /// <param name="version">The survivor's, as it was read.</param>
    public async Task<UndoMergeOutcome> UndoAsync(string survivorId, long id, int version, Actor actor, CancellationToken cancellationToken = default)
    {
        var outcome = await db.Database.CreateExecutionStrategy().ExecuteAsync(() => TryUndoAsync(survivorId, id, version, actor, cancellationToken));
        outbox.Wake();
        return outcome;
    }

    private async Task<UndoMergeOutcome> TryUndoAsync(string survivorId, long id, int version, Actor actor, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await FindAsync(survivorId, id, cancellationToken) is not { } merge)
        {
            return UndoMergeOutcome.NotFound;
        }

        var survivor = await db.Customers.AsNoTracking().SingleOrDefaultAsync(c => c.Id == survivorId, cancellationToken);
        if (await FindObstacleAsync(merge, survivor is not null, cancellationToken) is { } obstacle)
        {
            return obstacle;
        }

        if (merge is not { Merged: { } merged, Before: { } stored, After: { } after })
        {
            return UndoMergeOutcome.TooLate;
        }

        // Of another version than the one that was read nothing is restored: the function says what happened to it.
        var (now, before) = (time.UtcNow, survivor!.Contact);
        version = survivor.Version == version ? version : NoVersion;
        var back = Restore(stored.Contact, after.Contact, before);
        var isAsBefore = survivor.Version == after.Version && back == stored.Contact;
        var columns = Describe(survivorId, back);
        var answer = (await db.Database.SqlQuery<string>($"""
            select unmerge_customers({db.ExhibitionId}, {id}, {version}, {columns}::jsonb, {isAsBefore}, {actor.Name}, {now}) as "Value"
            """).ToListAsync(cancellationToken))[0];
        if (answer == "ok")
        {
            db.Add(AuditEntry.Of(actor, MergeUndone.Of(survivorId, before, back, merge.MergedId, merged.Name), now));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return answer switch
        {
            "ok" => UndoMergeOutcome.Undone,
            "undone" => UndoMergeOutcome.AlreadyUndone,
            "merged" => UndoMergeOutcome.SurvivorWasMerged,
            "changed" => UndoMergeOutcome.ChangedMeanwhile,
            "sending" => UndoMergeOutcome.MailIsBeingSent,
            "taken" => UndoMergeOutcome.IdIsTaken,
            _ => UndoMergeOutcome.NotFound,
        };
    }

    /// <summary>Erases what merges that cannot be undone any more have kept of people, at all exhibitions. The IDs lead on.</summary>
    /// <returns>Whether there may be more.</returns>
    internal async Task<bool> EraseDetailsAsync(CancellationToken cancellationToken)
    {
        var before = time.UtcNow - ErasedAfter;
        return (await db.Database.SqlQuery<int>($"""select erase_merge_details({before}, {ErasedAtOnce}) as "Value" """).ToListAsync(cancellationToken))[0] == ErasedAtOnce;
    }

    private Task<CustomerMerge?> FindAsync(string survivorId, long id, CancellationToken cancellationToken) =>
        db.CustomerMerges.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id && m.SurvivorId == survivorId, cancellationToken);

    private async Task<UndoMergeOutcome?> FindObstacleAsync(CustomerMerge merge, bool isThere, CancellationToken cancellationToken) =>
        merge.UndoneAt is not null ? UndoMergeOutcome.AlreadyUndone
        : merge.MergedAt <= time.UtcNow - UndoWithin || merge.ErasedAt is not null ? UndoMergeOutcome.TooLate
        : isThere ? null
        : await db.CustomerMerges.AnyAsync(m => m.MergedId == merge.SurvivorId && m.UndoneAt == null && m.Id > merge.Id, cancellationToken)
            ? UndoMergeOutcome.SurvivorWasMerged
        : UndoMergeOutcome.NotFound;

    /// <summary>As the survivor was before, but for what somebody changed since.</summary>
    private static ContactDetails Restore(ContactDetails before, ContactDetails after, ContactDetails current)
    {
        T Of<T>(Func<ContactDetails, T> field) => Equals(field(current), field(after)) ? field(before) : field(current);
        return ContactDetails.OfStored(Of(c => c.Name), Of(c => c.Email?.Value ?? ""), Of(c => c.Phone?.Value ?? ""), Of(c => c.Company), Of(c => c.JobTitle), Of(c => c.Note));
    }

    private static (string Label, string Value)[] Fields(ContactDetails details) =>
    [
        ("Name", details.Name), ("Email", details.Email?.Value ?? ""), ("Phone", details.Phone?.Value ?? ""),
        ("Company", details.Company), ("Job title", details.JobTitle), ("Note", details.Note),
    ];

    // The program folds what is searched and sorted by.
    private static string Describe(string id, ContactDetails details) => JsonSerializer.Serialize(Customer.ColumnsOf(id, details), Json);
}
