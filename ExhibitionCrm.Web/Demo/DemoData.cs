using System.Globalization;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Demo;

/// <summary>
/// Fills an empty database with a fair as it might have been: all of it or nothing. The same visitors, with the same IDs
/// and purchases, come each time, however many are asked for; the times are those of the last three days.
/// </summary>
internal sealed class DemoData(CrmDbContext db, SearchIndexes indexes, ExhibitionTime time, CurrentExhibition current)
{
    // Any number that nobody else uses: of two who begin at once, the second finds what the first made.
    private const long AdvisoryLock = 0x4352_4D32;
    private const int Batch = 1_000;
    private const int NewestVisitors = 6;
    private const int OneInSo = 4;

    /// <returns>What was made; null where the demo data are there already.</returns>
    /// <exception cref="CommandFailedException">There are other customers.</exception>
    public async Task<DemoCounts?> MakeAsync(int customers, CancellationToken cancellationToken)
    {
        var counts = await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({AdvisoryLock})", cancellationToken);
            if (await ExistsAsync(cancellationToken))
            {
                return (DemoCounts?)null;
            }

            var made = await WriteAsync(customers, cancellationToken);
            if (await NameExhibitionAsync(cancellationToken) is { } named)
            {
                await WriteLastYearsAsync(named, customers, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            return made;
        });
        await indexes.MakeAsync(cancellationToken);
        return counts;
    }

    private async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        var first = DemoVisit.IdOf(0);
        return await db.Customers.AnyAsync(c => c.Id == first, cancellationToken)
            || (await db.Customers.AnyAsync(cancellationToken)
                ? throw new CommandFailedException("The database already contains customers. Demo data can only be added to an empty database.")
                : false);
    }

    private async Task<DemoCounts> WriteAsync(int count, CancellationToken cancellationToken)
    {
        var hours = new DemoHours(time);
        var arrivals = hours.Draw(count, new Random(count));
        return await WriteAsync(
            [.. Enumerable.Range(0, count)], arrivals,
            i => new DemoVisit(i, arrivals[i], hours, i >= count - NewestVisitors && i % 2 == 0, current.Settings.Currency), cancellationToken);
    }

    /// <summary>The fair of the year before, to which some came who came again: their badges of then still work.</summary>
    private async Task WriteLastYearsAsync(Exhibition named, int count, CancellationToken cancellationToken)
    {
        var (first, year) = (db.Exhibition, time.Today.AddDays(-DemoHours.AYearAgo));
        var text = named.Details.ToText() with
        {
            Name = $"Demo Expo {year.Year}",
            Slug = $"demo-expo-{year.Year}",
            Colour = ExhibitionDetails.NameOf(ExhibitionColour.Teal),
            State = ExhibitionDetails.NameOf(ExhibitionState.Closed),
            StartsOn = Day(year.AddDays(1 - DemoHours.Days)),
            EndsOn = Day(year),
        };
        var last = Exhibition.Create(ExhibitionDetails.Of(text, named.Currency), Guid.CreateVersion7(time.UtcNow), time.UtcNow);
        db.Add(last);
        await db.SaveChangesAsync(cancellationToken);
        db.Exhibition = new CurrentExhibition(() => last.Settings);
        int[] numbers = [.. Enumerable.Range(0, count).Where(i => i % OneInSo == 0)];
        var hours = new DemoHours(time, DemoHours.AYearAgo);
        var arrivals = hours.Draw(numbers.Length, new Random(count));
        await WriteAsync(
            numbers, arrivals, i => new DemoVisit(i, arrivals[i / OneInSo], hours, mayWait: false, current.Settings.Currency, fair: 1), cancellationToken);
        db.Exhibition = first;
    }

    private async Task<DemoCounts> WriteAsync(int[] all, DateTimeOffset[] arrivals, Func<int, DemoVisit> visit, CancellationToken cancellationToken)
    {
        // Activity is read in the order in which it was written, and bills are numbered in theirs, so what happens later waits
        // for its turn.
        var activity = new PriorityQueue<DemoEntry, (DateTimeOffset At, int Number)>();
        var made = new DemoCounts(0, 0, 0, 0);
        var arrived = 0;
        foreach (var numbers in all.Chunk(Batch))
        {
            var visits = numbers.Select(visit).ToList();
            arrived += numbers.Length;
            visits.ForEach(Add);
            activity.EnqueueRange(visits.SelectMany(v => v.Entries).Select((entry, number) => (entry, (entry.At, number))));
            await AddActivityAsync(activity, arrived == all.Length ? DateTimeOffset.MaxValue : arrivals[arrived - 1], cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await AddAttemptsAsync([.. visits.SelectMany(v => v.Mail.Attempts)], cancellationToken);
            db.ChangeTracker.Clear();
            made = made.With(visits);
        }

        return made;
    }

    /// <summary>The last three days, as <see cref="DemoHours"/> has them.</summary>
    /// <returns>Null for one that somebody has named.</returns>
    private async Task<Exhibition?> NameExhibitionAsync(CancellationToken cancellationToken)
    {
        var exhibition = await db.Exhibitions.OrderBy(e => e.Id).FirstAsync(cancellationToken);
        if (exhibition.Name is not null)
        {
            return null;
        }

        var named = exhibition.Details.ToText() with
        {
            Name = "Demo Expo",
            StartsOn = Day(time.Today.AddDays(1 - DemoHours.Days)),
            EndsOn = Day(time.Today),
        };
        exhibition.Edit(ExhibitionDetails.Of(named, exhibition.Currency));
        await db.SaveChangesAsync(cancellationToken);
        return exhibition;
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void Add(DemoVisit visit)
    {
        db.Add(visit.Customer).Property(c => c.MailState).CurrentValue = visit.Mail.State;

        // As the outbox worker leaves them.
        var mail = db.Add(visit.Mail.Message);
        mail.Property(m => m.State).CurrentValue = visit.Mail.State;
        mail.Property(m => m.DueAt).CurrentValue = visit.Mail.DueAt;
        mail.Property(m => m.Attempts).CurrentValue = visit.Mail.Attempts.Count;
        mail.Property(m => m.LastError).CurrentValue = visit.Mail.Attempts[^1].Error;
        mail.Property(m => m.SentAt).CurrentValue = visit.Mail.State == OutboxState.Sent ? visit.Mail.DueAt : null;
    }

    private async Task AddActivityAsync(
        PriorityQueue<DemoEntry, (DateTimeOffset At, int Number)> activity, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var entries = new List<DemoEntry>();
        while (activity.TryPeek(out _, out var turn) && turn.At <= until)
        {
            entries.Add(activity.Dequeue());
        }

        var bills = entries.Select(e => e.Added).OfType<Bill>().ToList();
        foreach (var (bill, number) in bills.Zip(await BillNumbers.DrawAsync(db, bills.Count, cancellationToken)))
        {
            bill.TakeNumber(number);
        }

        db.AddRange(bills);
        db.AddRange(entries.Select(e => e.Write()));
    }

    private async Task AddAttemptsAsync(DemoAttempt[] attempts, CancellationToken cancellationToken)
    {
        var messages = attempts.Select(a => a.MessageId).ToArray();
        var starts = attempts.Select(a => a.StartedAt).ToArray();
        var ends = attempts.Select(a => a.FinishedAt).ToArray();
        var recipients = attempts.Select(a => a.Recipient).ToArray();
        var errors = attempts.Select(a => a.Error).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into mail_attempts (message_id, started_at, finished_at, recipient, error)
            select * from unnest({messages}, {starts}, {ends}, {recipients}, {errors})
            """, cancellationToken);
    }
}

/// <summary>How much was made.</summary>
internal sealed record DemoCounts(int Customers, int Bills, int MailsWaiting, int MailsFailed)
{
    public DemoCounts With(IReadOnlyCollection<DemoVisit> visits) => new(
        Customers + visits.Count,
        Bills + visits.Sum(v => v.Bills.Count),
        MailsWaiting + visits.Count(v => v.Mail.State == OutboxState.Queued),
        MailsFailed + visits.Count(v => v.Mail.State == OutboxState.Failed));
}
