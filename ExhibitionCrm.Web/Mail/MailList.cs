using System.Linq.Expressions;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Searches mails and shows what was tried with each.</summary>
public sealed class MailList(CrmDbContext db, KeysetPaginator pages, CustomerSearch search)
{
    private const int AttemptsShown = 50;
    private const int MailsOfCustomerShown = 10;

    // Each mail that a search counts is looked up by its recipient.
    private const int FoundCap = 2_000;

    private CustomerMails? _ofCustomer;

    // A row for each attempt, or one for a mail that was not tried yet. Two days of retries are some twenty attempts a mail.
    private static readonly Func<CrmDbContext, string, IAsyncEnumerable<MailWithAttempt>> OfCustomer =
        EF.CompileAsyncQuery((CrmDbContext db, string customerId) =>
            (from m in db.OutboxMessages.TagWith(PreparedStatements.Mark).Where(m => m.CustomerId == customerId)
                .OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Take(MailsOfCustomerShown)
             join a in db.DeliveryAttempts.AsNoTracking() on m.Id equals a.MessageId into attempts
             from a in attempts.DefaultIfEmpty()
             orderby m.CreatedAt descending, m.Id descending, a.Id descending
             select new MailWithAttempt(
                 new MailRow(m.Id, m.Kind, m.State, m.CustomerId, "", "", m.CreatedAt, m.DueAt, m.Attempts, m.SentAt, m.LastError), a,
                 db.Customers.Where(c => c.Id == customerId).Select(c => (OutboxState?)c.MailState).FirstOrDefault()))
                .Take(MailsOfCustomerShown * AttemptsShown));

    private static readonly KeysetOrder<OutboxMessage, MailRow, DateTimeOffset, Guid> ByTime =
        new(m => m.CreatedAt, m => m.Id, row => row.CreatedAt, row => row.Id);

    /// <summary>Newest first. An ID that finds none may be that of a customer who was merged: then it finds the survivor's.</summary>
    public async Task<Page<MailRow>> GetPageAsync(MailFilter filter, PageRequest address, CancellationToken cancellationToken = default)
    {
        var found = await ReadPageAsync(filter, address, cancellationToken);
        return found.Matches.Count == 0 && CustomerId.TryParse(filter.Query, out var id)
            && await CustomerAliases.FindHereAsync(db, id, cancellationToken) is { } survivor
            ? await ReadPageAsync(filter with { Query = survivor }, address, cancellationToken)
            : found;
    }

    private Task<Page<MailRow>> ReadPageAsync(MailFilter filter, PageRequest address, CancellationToken cancellationToken)
    {
        var mails = In(filter.State);
        var list = new ListQuery<OutboxMessage, MailRow>(
            $"mail of {db.ExhibitionId}", filter.IsEmpty ? null : filter, mails, Search(filter.Query), ByTime, Descending: true, Rows);
        return pages.ReadAsync(
            Recipients(filter.Query) is var (customers, users)
                // Begun at the recipients, which suits few as the other way suits many.
                ? list with
                {
                    Found = customers.Join(mails, c => c.Id, m => m.CustomerId, (_, m) => m)
                        .Concat(users.Join(mails, u => u.Id, m => m.UserId, (_, m) => m)),
                    Cap = FoundCap,
                }
                : list,
            address, cancellationToken);
    }

    /// <summary>How many mails are in each state, counted up to <see cref="MatchCount.Cap"/>; many are kept for a moment.</summary>
    public async Task<IReadOnlyDictionary<OutboxState, MatchCount>> CountAsync(CancellationToken cancellationToken = default) =>
        (await pages.RememberAsync(
            $"mail states of {db.ExhibitionId}", () => ReadCountsAsync(cancellationToken),
            isWorthKeeping: counts => counts.Values.Any(count => count.Count > KeysetPaginator.AlwaysExactUpTo))).Value;

    private async Task<Dictionary<OutboxState, MatchCount>> ReadCountsAsync(CancellationToken cancellationToken)
    {
        // Each state by itself, so that the database sees which are rare and which are not.
        var counts = OutboxStates.OfMessages.Select(state =>
            $"select '{state}' as state, count(*)::int as count from (select from outbox_messages where exhibition_id = {{0}} and state = '{state}' limit {MatchCount.Cap + 1}) as counted");
        var found = await db.Database.SqlQueryRaw<StateCount>(string.Join("\nunion all\n", counts), db.ExhibitionId).ToListAsync(cancellationToken);
        return found.ToDictionary(
            c => Enum.Parse<OutboxState>(c.State), c => new MatchCount(Math.Min(c.Count, MatchCount.Cap), IsCapped: c.Count > MatchCount.Cap));
    }

    /// <summary>One mail with its attempts; null for an ID that no mail has.</summary>
    public async Task<MailDetails?> FindAsync(Guid id, CancellationToken cancellationToken = default) =>
        (await GetDetailsAsync(db.OutboxMessages.Where(m => m.Id == id), cancellationToken)).SingleOrDefault();

    /// <summary>A customer's newest mails, each with its attempts; read once, so that all of a page says the same of them.</summary>
    public async Task<CustomerMails> GetForCustomerAsync(CustomerDetails customer, CancellationToken cancellationToken = default) =>
        _ofCustomer is { } known && known.CustomerId == customer.Id ? known : _ofCustomer = await ReadForCustomerAsync(customer, cancellationToken);

    private async Task<CustomerMails> ReadForCustomerAsync(CustomerDetails customer, CancellationToken cancellationToken)
    {
        // Where there are no mails there is nothing that could have changed it since.
        var state = customer.MailState;
        var mails = new List<MailDetails>();
        List<DeliveryAttempt> attempts = [];
        await foreach (var (mail, attempt, ofCustomer) in OfCustomer(db, customer.Id).WithCancellation(cancellationToken))
        {
            state = ofCustomer ?? state;
            if (mails.Count == 0 || mails[^1].Mail.Id != mail.Id)
            {
                mails.Add(new MailDetails(mail with { Name = customer.Name, Address = customer.Email }, attempts = []));
            }

            if (attempt is not null)
            {
                attempts.Add(attempt);
            }
        }

        return new CustomerMails(customer.Id, customer.Email.Length > 0, state, mails);
    }

    /// <summary>Those that match, unsorted: what the list shows, and what "all that match" means to an action.</summary>
    public IQueryable<OutboxMessage> Matching(MailFilter filter) =>
        Search(filter.Query) is { } found ? In(filter.State).Where(found) : In(filter.State);

    private IQueryable<OutboxMessage> In(OutboxState? state) => state is null
        ? db.OutboxMessages.AsNoTracking()
        : db.OutboxMessages.AsNoTracking().Where(m => m.State == state);

    private Expression<Func<OutboxMessage, bool>>? Search(string? query) => Recipients(query) is var (customers, users)
        ? m => customers.Any(c => c.Id == m.CustomerId) || users.Any(u => u.Id == m.UserId)
        : null;

    private (IQueryable<Customer> Customers, IQueryable<StaffUser> Users)? Recipients(string? query)
    {
        if (search.For<Customer>(query, c => c.Id, c => c.SearchText) is not { } found)
        {
            return null;
        }

        IQueryable<StaffUser> users = db.Users;
        foreach (var pattern in SearchText.Words(query).Select(SearchText.Pattern))
        {
            users = users.Where(u =>
                EF.Functions.ILike(u.UserName!, pattern, SearchText.Escape) || EF.Functions.ILike(u.Email!, pattern, SearchText.Escape));
        }

        return (db.Customers.Where(found), users);
    }

    private async Task<List<MailDetails>> GetDetailsAsync(IQueryable<OutboxMessage> mails, CancellationToken cancellationToken)
    {
        var rows = await Rows(mails).ToListAsync(cancellationToken);
        var ids = rows.Select(r => r.Id).ToArray();
        var attempts = await db.DeliveryAttempts.AsNoTracking().Where(a => ids.Contains(a.MessageId))
            .OrderByDescending(a => a.Id).Take(AttemptsShown).ToListAsync(cancellationToken);
        var byMail = attempts.ToLookup(a => a.MessageId);
        return [.. rows.Select(row => new MailDetails(row, [.. byMail[row.Id]]))];
    }

    private IQueryable<MailRow> Rows(IQueryable<OutboxMessage> mails) =>
        from m in mails
        join c in db.Customers on m.CustomerId equals c.Id into customers
        from c in customers.DefaultIfEmpty()
        join u in db.Users on m.UserId equals (Guid?)u.Id into users
        from u in users.DefaultIfEmpty()
        select new MailRow(
            m.Id, m.Kind, m.State, m.CustomerId, c.Name ?? u.UserName ?? "", c.Email ?? u.Email ?? "",
            m.CreatedAt, m.DueAt, m.Attempts, m.SentAt, m.LastError);

    private sealed record MailWithAttempt(MailRow Mail, DeliveryAttempt? Attempt, OutboxState? OfCustomer);

    private sealed record StateCount(string State, int Count);
}

/// <summary>What the list is narrowed to; lives in the page's address.</summary>
public sealed record MailFilter(OutboxState? State, string? Query) : IListFilter
{
    public bool IsEmpty => State is null && SearchText.Words(Query).Count == 0;

    /// <summary>From an address's values, by name; what cannot be read does not narrow.</summary>
    public static MailFilter Read(Func<string, string?> value) =>
        new(OutboxStates.OfMessages.Cast<OutboxState?>().FirstOrDefault(s => Name(s) == value("state")), value("q"));

    /// <summary>As it stands in an address.</summary>
    public static string? Name(OutboxState? state) => state?.ToString().ToLowerInvariant();
}

/// <summary>A line of the list. Times are in UTC.</summary>
/// <param name="CustomerId">Null for a mail to a member of staff.</param>
/// <param name="DueAt">The next try, of a queued mail.</param>
/// <param name="Attempts">Since it was last put into the queue by hand.</param>
public sealed record MailRow(
    Guid Id, MessageKind Kind, OutboxState State, string? CustomerId, string Name, string Address,
    DateTimeOffset CreatedAt, DateTimeOffset DueAt, int Attempts, DateTimeOffset? SentAt, string? LastError)
{
    public string KindText => Kind switch
    {
        MessageKind.Welcome => "Welcome",
        MessageKind.PasswordReset => "Password reset",
        _ => "Test",
    };

    /// <summary>Whether sending it again makes sense: a link to reset a password that was sent is asked for anew instead.</summary>
    public bool CanBeResent => Address.Length > 0 && State != OutboxState.Sending && (CustomerId is not null || State is OutboxState.Failed or OutboxState.Queued);
}

/// <summary>A mail with its attempts, newest first.</summary>
public sealed record MailDetails(MailRow Mail, IReadOnlyList<DeliveryAttempt> Attempts);

/// <summary>The model of _CustomerMail.</summary>
/// <param name="State">The customer's, as of the moment in which the mails were read.</param>
public sealed record CustomerMails(string CustomerId, bool HasAddress, OutboxState State, IReadOnlyList<MailDetails> Mails)
{
    /// <summary>As <see cref="CustomerDetails.HasNoMail"/>.</summary>
    public bool IsWithoutMail => !HasAddress && State != OutboxState.Sent;

    /// <summary>Whether one can be sent, again or at all.</summary>
    public bool CanSend => HasAddress && (Mails.Count == 0 || Mails[0].Mail.CanBeResent);
}
