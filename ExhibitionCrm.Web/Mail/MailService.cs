using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Mail;

/// <summary>What people do with mails: send them again, and call them back.</summary>
public sealed class MailService(CrmDbContext db, OutboxRequeue requeue, OutboxSignal signal, ExhibitionTime time)
{
    private const int MostToStaff = 1_000;

    /// <summary>Who clicks twice, or just after another person did, wants one mail.</summary>
    private static readonly TimeSpan JustSent = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Sends a customer's welcome mail again: the one that waits is due now, the one that failed goes back into the queue,
    /// and after one that was sent comes a new one.
    /// </summary>
    /// <returns>Whether it did; false when the mail is under way anyway or was sent this moment, or there is no such customer.</returns>
    public async Task<bool> ResendAsync(string customerId, Actor actor, CancellationToken cancellationToken = default) =>
        await ResendAsync([customerId], null, actor, cancellationToken) > 0;

    /// <summary>Queues a mail to the person who asks, to see whether mail works.</summary>
    public async Task SendTestAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        db.Add(OutboxMessage.ToUser(MessageKind.Test, userId, time.UtcNow));
        await db.SaveChangesAsync(cancellationToken);
        signal.Wake();
    }

    /// <summary>
    /// Puts mails to members of staff back into the queue, which are few. One that was sent is not sent again: its link is
    /// used or too old.
    /// </summary>
    /// <returns>How many mails will be sent.</returns>
    public async Task<int> ResendToStaffAsync(IQueryable<OutboxMessage> matching, Actor actor, CancellationToken cancellationToken = default)
    {
        var ids = await matching.Where(m => m.UserId != null && m.State != OutboxState.Sent).Select(m => m.Id).Take(MostToStaff).ToArrayAsync(cancellationToken);
        var requeued = ids.Length == 0 ? 0 : await InTransactionAsync(() => RequeueToStaffAsync(ids, actor, cancellationToken), cancellationToken);
        signal.Wake();
        return requeued;
    }

    /// <summary>As <see cref="ResendAsync(string, Actor, CancellationToken)"/> for each of these, in one transaction.</summary>
    /// <param name="batch">Leaves alone what waits, and by default who has the mail; its one event stands for all.</param>
    /// <returns>How many mails will be sent.</returns>
    internal async Task<int> ResendAsync(string[] customerIds, BatchOrder? batch, Actor actor, CancellationToken cancellationToken = default)
    {
        var resent = await WithCustomersAsync(customerIds, () => RequeueAsync(customerIds, batch, actor, cancellationToken), cancellationToken);
        signal.Wake();
        return resent;
    }

    /// <summary>Takes a batch's mails to these customers out of the queue, in one transaction.</summary>
    /// <returns>How many.</returns>
    internal Task<int> CancelAsync(string[] customerIds, Guid batchId) =>
        WithCustomersAsync(customerIds, () => requeue.CancelAsync(customerIds, MessageKind.Welcome, batchId));

    private Task<int> WithCustomersAsync(string[] customerIds, Func<Task<int>> change, CancellationToken cancellationToken = default) =>
        InTransactionAsync(
            async () =>
            {
                // One at a time per customer. In the order of their IDs, so that two who change many do not block each other.
                await db.Database.ExecuteSqlAsync(
                    $"select from customers where exhibition_id = {db.ExhibitionId} and id = any({customerIds}) order by id for no key update", cancellationToken);
                return await change();
            },
            cancellationToken);

    private Task<int> InTransactionAsync(Func<Task<int>> change, CancellationToken cancellationToken) =>
        db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            // What a try that failed would have recorded.
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var count = await change();
            await transaction.CommitAsync(cancellationToken);
            return count;
        });

    private async Task<int> RequeueToStaffAsync(Guid[] ids, Actor actor, CancellationToken cancellationToken)
    {
        var userNames = await requeue.ToUsersAsync(ids, cancellationToken);
        return await RecordAsync(userNames.Select(name => new StaffMailRequeued(name)), actor, cancellationToken);
    }

    /// <returns>How many.</returns>
    private async Task<int> RecordAsync(IEnumerable<MailEvent> happened, Actor actor, CancellationToken cancellationToken)
    {
        var entries = happened.Select(e => AuditEntry.Of(actor, e, time.UtcNow)).ToList();
        db.AddRange(entries);
        await db.SaveChangesAsync(cancellationToken);
        return entries.Count;
    }

    private async Task<int> RequeueAsync(string[] customerIds, BatchOrder? batch, Actor actor, CancellationToken cancellationToken)
    {
        var resent = await requeue.ToCustomersAsync(customerIds, MessageKind.Welcome, batch?.BatchId, withSent: batch is null or { WithSent: true }, JustSent, cancellationToken);

        // A batch's one event stands for all of its mails.
        return batch is null ? await RecordAsync(resent.Select(id => new MailRequeued(id)), actor, cancellationToken) : resent.Count;
    }
}
