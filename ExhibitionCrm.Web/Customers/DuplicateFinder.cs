using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Lists;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Finds customers who may be the person that somebody is about to register, or to make of another one.</summary>
public sealed class DuplicateFinder(CrmDbContext db, PhoneNumbers phones)
{
    /// <summary>How many are shown.</summary>
    public const int MaxShown = 3;

    private const int EndOfNumber = 4;
    private const int ShortestName = 3;

    /// <summary>
    /// The domain, an @, what stands before it: one index finds an address and everybody of a domain, for "@" and "A" follow
    /// one another. As the migration CustomersByMailbox has it.
    /// </summary>
    private const string Mailbox = "(lower(split_part(email, '@', 2) || '@' || split_part(email, '@', 1)) collate \"C\")";

    /// <summary>
    /// A number's digits from the last to the first: people begin one number in several ways, and end it in one. As the
    /// migration CustomersByNumber has it.
    /// </summary>
    private const string Number =
        "(reverse(regexp_replace(translate(phone, '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９', '012345678901234567890123456789'), '[^0-9]', '', 'g')) collate \"C\")";

    private const string Here = "exhibition_id = {6} and id <> all({7})";

    // {0} is the mailbox and {1} its domain, {2} the folded name and {3} it with its words turned round, {4} the number from
    // its last digit on and {5} the first few of these; a colon follows the digits. {6} is the exhibition, {7} who is not meant. As pg_trgm measures, "Jon Smith" and "John Smith" have 0.6 in common, "Müller Anna" and "A. Müller" too.
    private const string IsSimilar = "(name_key in ({2}, {3}) or similarity(name_key, {2}) >= 0.5)";
    private const string Columns = $"select id, name, company, email, phone, submission_key, {IsSimilar} as is_similar from";

    private const string OfEmail = $"({Columns} customers where {Here} and {Mailbox} = {{0}} limit 4)";
    private const string OfPhone = $"({Columns} customers where {Here} and {Number} >= {{4}} and {Number} < {{4}} || ':' limit 20)";

    // Of a large domain only the first ones; who has the same name there is looked up by it.
    private const string OfDomain =
        $"({Columns} (select * from customers where {Here} and {Mailbox} >= {{1}} || '@' and {Mailbox} < {{1}} || 'A' limit 300) domain where {IsSimilar} limit 4)";

    private const string OfNameAndDomain =
        $"({Columns} (select * from customers where {Here} and name_key in ({{2}}, {{3}}) limit 300) namesakes where split_part({Mailbox}, '@', 1) = {{1}} limit 4)";

    private const string OfNameAndEndOfNumber = $"({Columns} customers where {Here} and {Number} >= {{5}} and {Number} < {{5}} || ':' and {IsSimilar} limit 4)";

    /// <summary>The likeliest first, at most <see cref="MaxShown"/>, while the details are being typed.</summary>
    /// <param name="typed">As far as it goes: what is no address or number yet says nothing.</param>
    /// <param name="except">
    /// The ID of the customer whose details they are: neither they nor who is known not to be the same is a duplicate. Null for a
    /// new one.
    /// </param>
    public async Task<IReadOnlyList<PossibleDuplicate>> SuggestAsync(ContactText typed, string? except, CancellationToken cancellationToken = default)
    {
        var name = SearchText.Key(typed.Name ?? "").Trim();
        EmailAddress.TryCreate(typed.Email, out var email, out _);
        var number = phones.SignificantDigits(typed.Phone);
        var isName = name.Length >= ShortestName;
        string[] sources =
        [
            .. email is null ? Array.Empty<string>() : isName ? [OfEmail, OfDomain, OfNameAndDomain] : [OfEmail],
            .. number is null ? Array.Empty<string>() : isName ? [OfPhone, OfNameAndEndOfNumber] : [OfPhone],
        ];
        return Likeliest(await FindAsync(sources, name, email, number, except, cancellationToken));
    }

    /// <summary>Those who are surely the same: with the same address, or the same number and a similar name.</summary>
    /// <param name="key">Of the form: who was registered by it before is nobody else.</param>
    /// <param name="except">See <see cref="SuggestAsync"/>.</param>
    public async Task<IReadOnlyList<PossibleDuplicate>> FindSureAsync(
        ContactDetails details, Guid? key = null, string? except = null, CancellationToken cancellationToken = default)
    {
        var number = phones.SignificantDigits(details.Phone?.Value);
        string[] sources = [.. details.Email is null ? Array.Empty<string>() : [OfEmail], .. number is null ? Array.Empty<string>() : [OfPhone]];
        var found = await FindAsync(sources, SearchText.Key(details.Name), details.Email, number, except, cancellationToken);
        return Likeliest(found.Where(d => d.IsSure && d.IdempotencyKey != key));
    }

    private static PossibleDuplicate[] Likeliest(IEnumerable<PossibleDuplicate> found) =>
        [.. found.OrderByDescending(d => d.Likelihood).ThenBy(d => d.Id, StringComparer.Ordinal).Take(MaxShown)];

    private async Task<IEnumerable<PossibleDuplicate>> FindAsync(
        string[] sources, string name, EmailAddress? email, string? number, string? except, CancellationToken cancellationToken)
    {
        if (sources.Length == 0)
        {
            return [];
        }

        var address = email?.Value.Split('@') ?? ["", ""];
        var turnedNumber = string.Concat((number ?? "").Reverse());
        var (domain, turned) = (address[1].ToLowerInvariant(), string.Join(' ', name.Split(' ').Reverse()));
        // By keys that hardly anybody has in common, and to plan it takes four times as long as to do it.
        var rows = await db.Database.SqlQueryRaw<Candidate>(
            string.Join("\nunion\n", sources), $"{domain}@{address[0].ToLowerInvariant()}", domain, name, turned,
            turnedNumber, turnedNumber[..Math.Min(EndOfNumber, turnedNumber.Length)], db.ExhibitionId,
            await NotMeantAsync(except, cancellationToken)).TagWith(PreparedStatements.Mark).ToListAsync(cancellationToken);
        return rows.Select(row => new PossibleDuplicate(
            row.Id, row.Name, row.Company, row.Email, row.Phone,
            HasSameEmail: email is not null && string.Equals(row.Email, email.Value, StringComparison.OrdinalIgnoreCase),
            HasSamePhone: number is not null && phones.SignificantDigits(row.Phone) == number,
            HasSimilarName: row.IsSimilar, row.SubmissionKey))
            // Who has a longer number that holds the typed one, and another name, is somebody else.
            .Where(d => d.Likelihood > 0);
    }

    private async Task<string[]> NotMeantAsync(string? except, CancellationToken cancellationToken) => except is null ? [] :
    [
        except,
        .. await db.DistinctCustomers.Where(d => d.FirstId == except || d.SecondId == except).Select(d => d.FirstId == except ? d.SecondId : d.FirstId)
            .ToListAsync(cancellationToken),
    ];

    private sealed record Candidate(string Id, string Name, string Company, string Email, string Phone, Guid SubmissionKey, bool IsSimilar);
}

/// <summary>Somebody registered who may be the person in question, and what says so.</summary>
/// <param name="IdempotencyKey">Of the form that registered the customer.</param>
public sealed record PossibleDuplicate(
    string Id, string Name, string Company, string Email, string Phone, bool HasSameEmail, bool HasSamePhone, bool HasSimilarName, Guid IdempotencyKey)
{
    public bool IsSure => HasSameEmail || (HasSamePhone && HasSimilarName);

    internal int Likelihood => (HasSameEmail ? 4 : 0) + (HasSamePhone ? 2 : 0) + (HasSimilarName ? 1 : 0);
}
