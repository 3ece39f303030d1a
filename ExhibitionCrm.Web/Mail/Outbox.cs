using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Mail;

/// <summary>What people do with the outbox: send mails again.</summary>
public sealed class Outbox(CrmDbContext db, OutboxSignal signal)
{
    /// <summary>How many customers one transaction takes, and one round trip.</summary>
    private const int Batch = 1_000;

    /// <summary>Who clicks twice, or just after another person did, wants one mail.</summary>
    private static readonly TimeSpan JustSent = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Sends a customer's welcome mail again: the one that waits is due now, the one that failed goes back into the queue,
    /// and after one that was sent comes a new one.
    /// </summary>
    /// <returns>Whether it did; false when the mail is under way anyway or was sent this moment, or there is no such customer.</returns>
    public async Task<bool> ResendAsync(string customerId, Actor actor, CancellationToken cancellation = default) =>
        await ResendAsync([customerId], actor, cancellation) > 0;

    /// <summary>As <see cref="ResendAsync(string, Actor, CancellationToken)"/> for each customer that matches.</summary>
    /// <returns>How many mails will be sent.</returns>
    public async Task<int> ResendMatchingAsync(IQueryable<Customer> matching, Actor actor, CancellationToken cancellation = default)
    {
        var resent = 0;
        for (var last = ""; ;)
        {
            // By ID, which resending does not change: what matches may change, as a filter by state does.
            var ids = await matching.Where(c => c.Id.CompareTo(last) > 0).OrderBy(c => c.Id).Select(c => c.Id)
                .Take(Batch).ToArrayAsync(cancellation);
            if (ids.Length == 0)
            {
                return resent;
            }

            resent += await ResendAsync(ids, actor, cancellation);
            last = ids[^1];
        }
    }

    /// <summary>Queues a mail to the person who asks, to see whether mail works.</summary>
    public async Task SendTestAsync(Guid userId, DateTimeOffset now, CancellationToken cancellation = default)
    {
        db.Add(OutboxMessage.ToUser(MailKind.Test, userId, now));
        await db.SaveChangesAsync(cancellation);
        signal.Wake();
    }

    private async Task<int> ResendAsync(string[] customerIds, Actor actor, CancellationToken cancellation)
    {
        var resent = await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);

            // One at a time per customer. In the order of their IDs, so that two who resend many do not block each other.
            await db.Database.ExecuteSqlAsync(
                $"select from customers where id = any({customerIds}) order by id for no key update", cancellation);
            var count = await RequeueAsync(customerIds, actor, cancellation);
            await transaction.CommitAsync(cancellation);
            return count;
        });
        signal.Wake();
        return resent;
    }

    private async Task<int> RequeueAsync(string[] customerIds, Actor actor, CancellationToken cancellation)
    {
        var counts = await db.Database.SqlQuery<int>($$"""
            with newest as (
                select c.id as customer_id, m.id, m.state, m.sent_at
                from customers c left join lateral (
                    select id, state, sent_at from outbox_messages
                    where customer_id = c.id and kind = 'Welcome' order by created_at desc, id desc limit 1) m on true
                where c.id = any({{customerIds}})),
            requeued as (
                update outbox_messages m set state = 'Queued', due_at = now(), attempts = 0
                from newest n
                where m.id = n.id and (m.state = 'Failed' or (m.state = 'Queued' and m.due_at > now()))
                returning m.customer_id),
            created as (
                insert into outbox_messages (id, kind, customer_id, state, created_at, due_at, attempts)
                select gen_random_uuid(), 'Welcome', customer_id, 'Queued', now(), now(), 0 from newest
                where id is null or (state = 'Sent' and sent_at < now() - {{JustSent}})
                returning customer_id),
            resent as (
                select customer_id from requeued union all select customer_id from created),
            shown as (
                update customers set mail_state = 'Queued' from resent where id = customer_id and mail_state <> 'Queued'),
            audited as (
                insert into audit_entries (at, actor, address, action, subject, subject_id, changes)
                select now(), {{actor.Name}}, {{actor.Address}}::inet, {{nameof(AuditAction.Resent)}}, {{nameof(AuditSubject.Customer)}}, customer_id, '{}'
                from resent)
            select count(*)::int as "Value" from resent
            """).ToListAsync(cancellation);
        return counts.Single();
    }
}
