using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Outbox;

/// <summary>
/// Puts messages into the queue again and takes them out of it, many at once, within the caller's transaction. Beside
/// <see cref="OutboxQueue"/> the only one that writes them in SQL; customers show the state of their newest one. Who waits for
/// the end of another's transaction asks what is due by the clock: now() is when their own began.
/// </summary>
public sealed class OutboxRequeue(CrmDbContext db)
{
    /// <summary>
    /// For each of these customers who has an address: the message that waits is due now, the one that failed goes back into the queue, and
    /// after one that was sent comes a new one.
    /// </summary>
    /// <param name="batchId">Leaves alone what waits, whoever had one of this batch, and everybody once it is cancelled.</param>
    /// <param name="withSent">Whether those who had one get it once more.</param>
    /// <param name="justSent">Who got one within this time gets none.</param>
    /// <returns>The IDs of those who will get one.</returns>
    internal Task<List<string>> ToCustomersAsync(
        string[] customerIds, MessageKind kind, Guid? batchId, bool withSent, TimeSpan justSent, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<string>($"""
            with newest as (
                select c.id as customer_id, m.id, m.state, m.sent_at
                from customers c left join lateral (
                    select id, state, sent_at from outbox_messages
                    where exhibition_id = c.exhibition_id and customer_id = c.id and kind = {kind.ToString()} order by created_at desc, id desc limit 1) m on true
                where c.exhibition_id = {db.ExhibitionId} and c.id = any({customerIds}) and c.email <> ''
                  and not exists (select from mail_batches b where b.id = {batchId}::uuid and b.cancelled_at is not null)
                  and not exists (select from outbox_messages d where d.exhibition_id = c.exhibition_id and d.customer_id = c.id and d.batch_id = {batchId}::uuid)
                  and ({withSent} or not exists (select from outbox_messages s where s.exhibition_id = c.exhibition_id and s.customer_id = c.id and s.state = 'Sent'))),
            requeued as (
                update outbox_messages m set state = 'Queued', due_at = now(), attempts = 0, batch_id = {batchId}::uuid
                from newest n
                where m.id = n.id and (m.state in ('Failed', 'Cancelled') or (m.state = 'Queued' and m.due_at > clock_timestamp() and {batchId}::uuid is null))
                returning m.customer_id),
            created as (
                insert into outbox_messages (id, kind, exhibition_id, customer_id, state, created_at, due_at, attempts, batch_id)
                select gen_random_uuid(), {kind.ToString()}, {db.ExhibitionId}, customer_id, 'Queued', now(), now(), 0, {batchId}::uuid from newest
                where id is null or (state = 'Sent' and sent_at < now() - {justSent})
                returning customer_id),
            resent as (
                select customer_id from requeued union all select customer_id from created),
            shown as (
                update customers set mail_state = 'Queued' from resent where exhibition_id = {db.ExhibitionId} and id = customer_id and mail_state <> 'Queued')
            select customer_id as "Value" from resent
            """).ToListAsync(cancellationToken);

    /// <summary>Puts these messages to members of staff back into the queue, unless they were sent.</summary>
    /// <returns>The user names of those who will get one.</returns>
    internal Task<List<string>> ToUsersAsync(Guid[] ids, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<string>($"""
            with requeued as (
                update outbox_messages set state = 'Queued', due_at = now(), attempts = 0
                where id = any({ids}) and (state in ('Failed', 'Cancelled') or (state = 'Queued' and due_at > clock_timestamp()))
                returning user_id)
            select u.user_name as "Value" from requeued join users u on u.id = requeued.user_id
            """).ToListAsync(cancellationToken);

    /// <summary>Takes the messages to a customer who has no address any more out of the queue. One that is being sent is sent.</summary>
    internal static Task WithdrawAsync(CrmDbContext db, string customerId, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
        update outbox_messages set state = 'Cancelled' where exhibition_id = {db.ExhibitionId} and customer_id = {customerId} and state = 'Queued';
        update customers set mail_state = 'None' where exhibition_id = {db.ExhibitionId} and id = {customerId} and mail_state <> 'Sent';
        """,
        cancellationToken);

    /// <summary>Takes a batch's messages to these customers out of the queue.</summary>
    /// <returns>How many.</returns>
    internal async Task<int> CancelAsync(string[] customerIds, MessageKind kind, Guid batchId) =>
        (await db.Database.SqlQuery<int>($"""
            with cancelled as (
                update outbox_messages set state = 'Cancelled'
                where exhibition_id = {db.ExhibitionId} and batch_id = {batchId} and state = 'Queued' and customer_id = any({customerIds})
                returning id, customer_id),
            shown as (
                update customers c set mail_state = coalesce((
                    select m.state from outbox_messages m
                    where m.exhibition_id = c.exhibition_id and m.customer_id = c.id and m.kind = {kind.ToString()} and m.state <> 'Cancelled' and m.id not in (select id from cancelled)
                    order by m.created_at desc, m.id desc limit 1), 'Cancelled')
                where c.exhibition_id = {db.ExhibitionId} and c.id in (select customer_id from cancelled))
            select count(*)::int as "Value" from cancelled
            """).ToListAsync()).Single();
}
