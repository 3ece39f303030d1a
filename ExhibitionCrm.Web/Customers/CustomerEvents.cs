using ExhibitionCrm.Web.Activity;

namespace ExhibitionCrm.Web.Customers;

/// <summary>What happens to customers.</summary>
public abstract record CustomerEvent(string CustomerId) : AuditEvent
{
    public const string SubjectType = "Customer";

    public sealed override AuditSubject Subject => About(CustomerId);

    public static AuditSubject About(string customerId) => new(SubjectType, customerId);

    /// <summary>Null for none, as events of before have it.</summary>
    protected static string? Given(string value) => value.Length > 0 ? value : null;
}

/// <param name="Email">Empty for none, as the phone number.</param>
/// <param name="KnownFrom">What the exhibition was called by which the person had the ID before; null for somebody new.</param>
[EventKind("customer.registered", "Customer registered")]
public sealed record CustomerRegistered(
    string CustomerId, string Name, string Email, string Phone, string? Company = null, string? JobTitle = null, string? Note = null, string? KnownFrom = null)
    : CustomerEvent(CustomerId)
{
    /// <param name="knownFrom">What the exhibition was called by which the person had the ID before; null for somebody new.</param>
    public static CustomerRegistered Of(Customer customer, string? knownFrom = null) => new(
        customer.Id, customer.Name, customer.Email, customer.Phone, Given(customer.Company), Given(customer.JobTitle), Given(customer.Note), knownFrom);
}

/// <summary>Null is what stayed as it was; an empty text is none.</summary>
[EventKind("customer.changed", "Customer edited")]
public sealed record CustomerChanged(
    string CustomerId, Change? Name = null, Change? Email = null, Change? Phone = null, Change? Company = null, Change? JobTitle = null, Change? Note = null)
    : CustomerEvent(CustomerId)
{
    public static CustomerChanged Between(string customerId, ContactDetails before, ContactDetails after) => new(
        customerId,
        Change.Between(before.Name, after.Name),
        Change.Between(before.Email?.Value ?? "", after.Email?.Value ?? ""),
        Change.Between(before.Phone?.Value ?? "", after.Phone?.Value ?? ""),
        Change.Between(before.Company, after.Company),
        Change.Between(before.JobTitle, after.JobTitle),
        Change.Between(before.Note, after.Note));
}

/// <summary>Somebody said that the two are not the same person. It stands in the history of both.</summary>
[EventKind("customer.marked_distinct", "Customers marked as not the same")]
public sealed record MarkedDistinct(string CustomerId, string OtherId, string Name, string OtherName) : CustomerEvent(CustomerId)
{
    public override AuditSubject Owner => About(OtherId);
}

/// <summary>Somebody took a <see cref="MarkedDistinct"/> back.</summary>
[EventKind("customer.unmarked_distinct", "Customers no longer marked as not the same")]
public sealed record UnmarkedDistinct(string CustomerId, string OtherId, string Name, string OtherName) : CustomerEvent(CustomerId)
{
    public override AuditSubject Owner => About(OtherId);
}

/// <summary>The merged one's details are those that it had; null among the changes is what stayed of the survivor's, an empty text is none.</summary>
/// <param name="Name">The survivor's from then on.</param>
[EventKind("customer.merged", "Customers merged")]
public sealed record CustomersMerged(
    string CustomerId, string Name, string MergedId, string MergedName, string MergedEmail, string MergedPhone,
    string? MergedCompany = null, string? MergedJobTitle = null, string? MergedNote = null,
    Change? NameChange = null, Change? Email = null, Change? Phone = null, Change? Company = null, Change? JobTitle = null, Change? Note = null)
    : CustomerEvent(CustomerId)
{
    /// <summary>The merged one, whose history it is as well once the merge is undone.</summary>
    public override AuditSubject Owner => About(MergedId);

    public static CustomersMerged Of(string survivorId, ContactDetails before, ContactDetails after, string mergedId, ContactDetails merged)
    {
        var changed = CustomerChanged.Between(survivorId, before, after);
        return new(
            survivorId, after.Name, mergedId, merged.Name, merged.Email?.Value ?? "", merged.Phone?.Value ?? "", Given(merged.Company), Given(merged.JobTitle), Given(merged.Note),
            changed.Name, changed.Email, changed.Phone, changed.Company, changed.JobTitle, changed.Note);
    }
}

/// <summary>Null among the changes is what stayed of the survivor's; an empty text is none.</summary>
/// <param name="Name">The survivor's from then on.</param>
[EventKind("customer.merge_undone", "Merge of customers undone")]
public sealed record MergeUndone(
    string CustomerId, string Name, string MergedId, string MergedName,
    Change? NameChange = null, Change? Email = null, Change? Phone = null, Change? Company = null, Change? JobTitle = null, Change? Note = null)
    : CustomerEvent(CustomerId)
{
    public override AuditSubject Owner => About(MergedId);

    public static MergeUndone Of(string survivorId, ContactDetails before, ContactDetails after, string mergedId, string mergedName)
    {
        var changed = CustomerChanged.Between(survivorId, before, after);
        return new(survivorId, after.Name, mergedId, mergedName, changed.Name, changed.Email, changed.Phone, changed.Company, changed.JobTitle, changed.Note);
    }
}

/// <param name="Email">Empty for none, as the phone number.</param>
[EventKind("customer.deleted", "Customer deleted")]
public sealed record CustomerDeleted(
    string CustomerId, string Name, string Email, string Phone, string? Company = null, string? JobTitle = null, string? Note = null)
    : CustomerEvent(CustomerId)
{
    public static CustomerDeleted Of(Customer customer) => new(
        customer.Id, customer.Name, customer.Email, customer.Phone, Given(customer.Company), Given(customer.JobTitle), Given(customer.Note));
}
