using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Outbox;

namespace ExhibitionCrm.Web.Customers;

/// <summary>A visitor registered at the counter.</summary>
public sealed class Customer : IOfExhibition
{
    public const string PrimaryKeyName = "pk_customers";
    public const string IdempotencyKeyIndexName = "ux_customers_submission_key";

    /// <summary>After every text that a form takes: whoever sorts by company wants to see companies, not who has none.</summary>
    public const string NoCompanyKey = "\U0010FFFF";

    private Customer()
    {
    }

    public int ExhibitionId { get; private init; }

    /// <summary>See <see cref="CustomerId"/>. The person's: whoever comes to another exhibition has the same one there.</summary>
    public required string Id { get; init; }

    public string Name { get; private set; } = "";

    /// <summary>Empty for none, where the exhibition asks for none.</summary>
    public string Email { get; private set; } = "";

    /// <summary>As it was typed, with its plus and zeros; empty for none, as well.</summary>
    public string Phone { get; private set; } = "";

    /// <summary>Empty for none, as the next two.</summary>
    public string Company { get; private set; } = "";

    public string JobTitle { get; private set; } = "";

    /// <summary>For staff; line breaks allowed.</summary>
    public string Note { get; private set; } = "";

    /// <summary>What the search looks through; see <see cref="Lists.SearchText"/>.</summary>
    public string SearchText { get; private set; } = "";

    /// <summary>What the list sorts names by: folded like <see cref="SearchText"/>, so that "Ärzte" stands beside "arzt".</summary>
    public string NameKey { get; private set; } = "";

    /// <summary>What the list sorts companies by: folded like <see cref="NameKey"/>, or <see cref="NoCompanyKey"/>.</summary>
    public string CompanyKey { get; private set; } = NoCompanyKey;

    /// <summary>Where the newest welcome mail stands; kept in step by the outbox worker.</summary>
    public OutboxState MailState { get; private set; } = OutboxState.Queued;

    /// <summary>Bills that are not voided; kept by a trigger on bills, never written from here.</summary>
    public int BillCount { get; private set; }

    /// <summary>Sum of the bills that are not voided, in the exhibition's currency; kept by the same trigger.</summary>
    public decimal BillTotal { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public string CreatedBy { get; private init; } = "";

    /// <summary>Names the form that registered this customer, so that sending it twice makes one customer.</summary>
    public Guid IdempotencyKey { get; private init; }

    /// <summary>Counts the edits, so that of two people who edit at once the second is told.</summary>
    public int Version { get; private set; }

    public static Customer Register(string id, ContactDetails details, Guid idempotencyKey, string createdBy, DateTimeOffset now)
    {
        var customer = new Customer { Id = id, IdempotencyKey = idempotencyKey, CreatedBy = createdBy, CreatedAt = now };
        customer.Describe(details, now);
        customer.MailState = details.Email is null ? OutboxState.None : OutboxState.Queued;
        return customer;
    }

    public void Edit(ContactDetails details, DateTimeOffset now)
    {
        Describe(details, now);
        Version++;
    }

    /// <summary>What the row of a customer with these details says of them.</summary>
    internal static ContactColumns ColumnsOf(string id, ContactDetails details)
    {
        var made = Register(id, details, Guid.Empty, "", default);
        return new(made.Name, made.Email, made.Phone, made.Company, made.JobTitle, made.Note, made.SearchText, made.NameKey, made.CompanyKey);
    }

    public ContactDetails Contact => ContactDetails.OfStored(Name, Email, Phone, Company, JobTitle, Note);

    internal static string CompanyKeyOf(string company) => company.Length == 0 ? NoCompanyKey : Lists.SearchText.Key(company);

    private void Describe(ContactDetails details, DateTimeOffset now)
    {
        (Name, Email, Phone) = (details.Name, details.Email?.Value ?? "", details.Phone?.Value ?? "");
        (Company, JobTitle, Note) = (details.Company, details.JobTitle, details.Note);
        (NameKey, CompanyKey) = (Lists.SearchText.Key(Name), CompanyKeyOf(Company));
        SearchText = Lists.SearchText.Of(Id, Name, Company, Email, Phone, details.Phone?.Digits ?? "");
        UpdatedAt = now;
    }
}

/// <summary>The columns that say who a customer is, for functions of the database.</summary>
internal sealed record ContactColumns(
    string Name, string Email, string Phone, string Company, string JobTitle, string Note, string SearchText, string NameKey, string CompanyKey);
