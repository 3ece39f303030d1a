using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Forms;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Outbox;

/// <summary>
/// Takes messages that are due and writes down what became of them. Every time is the database's, so that web processes
/// whose clocks differ agree; no connection is held in between.
/// </summary>
internal sealed class OutboxQueue(IServiceScopeFactory scopes, OutboxOptions options)
{
    /// <summary>
    /// Takes the message that is due longest, for as long as the lease, and begins an attempt. One whose lease is over is
    /// taken as well: the process that had it died. Null when none is due, or all processes together deliver as many as they
    /// may; one who waits then finds a lane that is given back at its next look, and whoever gave it back at once.
    /// </summary>
    public async Task<ClaimedMessage?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CrmDbContext>();

        // Two statements in one command are one transaction, and the second one sees what whoever had the lock before has
        // claimed. The lock is that transaction's, so it works behind a pooler too, and is given up when the server notices
        // that the process died. It is a number that nobody else uses, see AccountsLock.
        var claimed = await db.Database.SqlQuery<ClaimedMessage>($"""
            do $$ begin perform pg_advisory_xact_lock(x'43524D33'::bigint); end $$;
            with due as (
                select id from outbox_messages
                where state in ('Queued', 'Sending') and due_at <= now()
                  and (select count(*) from outbox_messages where state = 'Sending' and due_at > now()) < {options.MaxConcurrency}
                order by due_at limit 1
                for update skip locked),
            claimed as (
                update outbox_messages m set state = 'Sending', attempts = m.attempts + 1, due_at = now() + {options.Lease}
                from due where m.id = due.id
                returning m.id, m.kind, m.exhibition_id, m.customer_id, m.user_id, m.attempts, m.last_error, m.due_at),
            mail as (
                select claimed.*, coalesce(c.email, u.email, '') as recipient, coalesce(c.name, u.user_name, '') as name,
                    coalesce(c.company, '') as company
                from claimed left join customers c on c.exhibition_id = claimed.exhibition_id and c.id = claimed.customer_id
                    left join users u on u.id = claimed.user_id),
            attempt as (
                insert into mail_attempts (message_id, started_at, recipient)
                select id, now(), left(recipient, {EmailAddress.MaxLength}) from mail
                returning id)
            select mail.id, mail.kind, mail.exhibition_id, mail.customer_id, mail.user_id, mail.attempts, mail.last_error, mail.due_at as lease_end,
                   mail.recipient, mail.name, mail.company, attempt.id as attempt_id
            from mail cross join attempt
            """).ToListAsync(cancellationToken);
        return claimed.SingleOrDefault();
    }

    /// <summary>
    /// Ends an attempt. The message itself moves on only if this claim still holds: the lease's end names the claim, so that
    /// one who finishes late cannot overwrite a newer one.
    /// </summary>
    public async Task CompleteAsync(ClaimedMessage message, NextStep next, string? error)
    {
        var (state, retryAfter) = (next.State, next.RetryAfter);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CrmDbContext>();

        // What does not count may come again every half minute for days: of the same error the first and the last one stay.
        // Two statements in one command are one transaction. The customer is locked first, as by whoever resends or
        // deletes: in the other order the two could wait for each other.
        await db.Database.ExecuteSqlAsync($"""
            select from customers where exhibition_id = {message.ExhibitionId} and id = {message.CustomerId} for no key update;
            with message as (
                update outbox_messages
                set state = {state.ToString()}, due_at = now() + {retryAfter}, last_error = {error},
                    attempts = attempts - case when {next.Counts} then 0 else 1 end,
                    sent_at = case when {state == OutboxState.Sent} then now() end
                where id = {message.Id} and state = 'Sending' and due_at = {message.LeaseEnd}
                returning exhibition_id, customer_id),
            attempt as (
                update mail_attempts set finished_at = now(), error = {error} where id = {message.AttemptId}),
            repeated as (
                delete from mail_attempts a using (
                    select min(id) as first from mail_attempts where message_id = {message.Id} and error = {error}) same
                where {!next.Counts} and a.message_id = {message.Id} and a.error = {error} and a.id > same.first and a.id < {message.AttemptId})
            update customers set mail_state = {state.ToString()}
            where (exhibition_id, id) = (select exhibition_id, customer_id from message) and mail_state <> {state.ToString()}
            """);
    }

    /// <summary>When the oldest message that waits was written; null when none waits.</summary>
    public async Task<DateTimeOffset?> GetOldestAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CrmDbContext>();
        return await db.OutboxMessages.IgnoreQueryFilters().Where(m => m.State == OutboxState.Queued).MinAsync(m => (DateTimeOffset?)m.CreatedAt, cancellationToken);
    }
}
