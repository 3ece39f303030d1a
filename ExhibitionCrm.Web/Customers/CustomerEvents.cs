using ExhibitionCrm.Web.Activity;

namespace ExhibitionCrm.Web.Customers;

/// <summary>What happens to customers.</summary>
public abstract record CustomerEvent(string CustomerId) : AuditEvent
{
    public const string SubjectType = "Customer";

    public sealed override AuditSubject Subject => About(CustomerId);

    public static AuditSubject About(string customerId) => new(SubjectType, customerId);
}

[EventKind("customer.registered", "Customer registered")]
public sealed record CustomerRegistered(string CustomerId, string Name, string Email, string Phone) : CustomerEvent(CustomerId)
{
    public static CustomerRegistered Of(Customer customer) => new(customer.Id, customer.Name, customer.Email, customer.Phone);
}

/// <summary>Null is what stayed as it was.</summary>
[EventKind("customer.changed", "Customer edited")]
public sealed record CustomerChanged(string CustomerId, Change? Name = null, Change? Email = null, Change? Phone = null) : CustomerEvent(CustomerId)
{
    public static CustomerChanged Between(string customerId, ContactDetails before, ContactDetails after) => new(
        customerId, Change.Between(before.Name, after.Name), Change.Between(before.Email.Value, after.Email.Value), Change.Between(before.Phone.Value, after.Phone.Value));
}

[EventKind("customer.deleted", "Customer deleted")]
public sealed record CustomerDeleted(string CustomerId, string Name, string Email, string Phone) : CustomerEvent(CustomerId)
{
    public static CustomerDeleted Of(Customer customer) => new(customer.Id, customer.Name, customer.Email, customer.Phone);
}
