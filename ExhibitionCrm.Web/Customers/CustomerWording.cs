using ExhibitionCrm.Web.Activity;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Says in words what happened to customers.</summary>
internal sealed class CustomerWording : EventWording<CustomerEvent>
{
    protected override EventWords? Of(CustomerEvent happened, Mentions mentions) => happened switch
    {
        CustomerRegistered e => new($"{mentions.Actor} registered {CustomerMentions.Of(e.CustomerId, mentions, e.Name)}",
            new FieldChange("Email", null, e.Email), new FieldChange("Phone", null, e.Phone)),
        CustomerChanged e => new($"{mentions.Actor} edited the details of {CustomerMentions.Of(e.CustomerId, mentions, e.Name?.New)}", [.. Changes(e)]),
        CustomerDeleted e => new($"{mentions.Actor} deleted the customer {new Mention(e.Name)}",
            new FieldChange("Email", e.Email, null), new FieldChange("Phone", e.Phone, null)),
        _ => null,
    };

    private static IEnumerable<FieldChange> Changes(CustomerChanged e) =>
        from field in new[] { ("Name", e.Name), ("Email", e.Email), ("Phone", e.Phone) }
        let change = field.Item2
        where change is not null
        select new FieldChange(field.Item1, change.Old, change.New);
}
