using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Home;

/// <summary>How the exhibition's day goes.</summary>
public sealed class Dashboard(CrmDbContext db, ExhibitionTime time, AuditLog audit)
{
    public const int ActionsShown = 12;

    // Accounts and exports are for administrators alone.
    private static readonly string[] ShownTypes = [CustomerEvent.SubjectType, BillEvent.SubjectType, MailBatchEvent.SubjectType];

    public async Task<Today> GetTodayAsync(CancellationToken cancellationToken = default)
    {
        var start = time.StartOf(time.Today);
        var hours = await GetHoursAsync(start, cancellationToken);
        return new Today(
            hours.Sum(h => h.Customers),
            hours.Sum(h => h.Bills),
            hours.Sum(h => h.Sum),
            await db.OutboxMessages.CountAsync(m => m.State == OutboxState.Queued || m.State == OutboxState.Sending, cancellationToken),
            await db.OutboxMessages.CountAsync(m => m.State == OutboxState.Failed, cancellationToken),
            hours,
            await audit.GetLatestAsync(ShownTypes, ActionsShown, cancellationToken));
    }

    // Hours as the clocks of the exhibition show them; the database knows time zones by the same names.
    private async Task<IReadOnlyList<HourCounts>> GetHoursAsync(DateTimeOffset start, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<HourCounts>($"""
            select hour, sum(customers)::int as customers, sum(bills)::int as bills, sum(sum) as sum
            from (
              select extract(hour from created_at at time zone {time.Zone.Id})::int as hour, count(*) as customers, 0 as bills, 0 as sum
              from customers where exhibition_id = {db.ExhibitionId} and created_at >= {start} group by 1
              union all
              select extract(hour from created_at at time zone {time.Zone.Id})::int, 0, count(*), sum(amount)
              from bills where exhibition_id = {db.ExhibitionId} and created_at >= {start} and voided_at is null group by 1
            ) as day
            group by hour order by hour
            """).ToListAsync(cancellationToken);
}

/// <summary>Today's figures, today in the exhibition's time zone. The sum is in its currency, without void bills.</summary>
public sealed record Today(
    int Registrations, int Bills, decimal Sum, int MailsWaiting, int MailsFailed,
    IReadOnlyList<HourCounts> Hours, IReadOnlyList<AuditRow> LastActions);

/// <summary>What happened within one hour of the day, 0 to 23. The sum is of the bills, in the exhibition's currency.</summary>
public sealed record HourCounts(int Hour, int Customers, int Bills, decimal Sum);
