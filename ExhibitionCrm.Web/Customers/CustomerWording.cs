using ExhibitionCrm.Web.Activity;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Says in words what happened to customers.</summary>
internal sealed class CustomerWording : EventWording<CustomerEvent>
{
    protected override EventWords? Of(CustomerEvent happened, Mentions mentions) => happened switch
    {
        CustomerRegistered e => new($"{mentions.Actor} registered {CustomerMentions.Of(e.CustomerId, mentions, e.Name)}",
            [.. Values(e.Email, e.Phone, e.Company, e.JobTitle, e.Note, e.KnownFrom).Select(value => new FieldChange(value.Label, null, value.Text))]),
        CustomerChanged e => new($"{mentions.Actor} edited the details of {CustomerMentions.Of(e.CustomerId, mentions, e.Name?.New)}", [.. Changes(e)]),
        CustomersMerged e => new(
            $"{mentions.Actor} merged {CustomerMentions.Of(e.MergedId, mentions, e.MergedName)} ({new Mention(e.MergedId)}) into {CustomerMentions.Of(e.CustomerId, mentions, e.Name)}",
            [.. Values(e.MergedEmail, e.MergedPhone, e.MergedCompany, e.MergedJobTitle, e.MergedNote).Select(value => new FieldChange($"{value.Label} of {e.MergedId}", value.Text, null)),
                .. Changes(new(e.CustomerId, e.NameChange, e.Email, e.Phone, e.Company, e.JobTitle, e.Note))]),
        MergeUndone e => new(
            $"{mentions.Actor} undid the merge of {CustomerMentions.Of(e.MergedId, mentions, e.MergedName)} ({new Mention(e.MergedId)}) into {CustomerMentions.Of(e.CustomerId, mentions, e.Name)}",
            [.. Changes(new(e.CustomerId, e.NameChange, e.Email, e.Phone, e.Company, e.JobTitle, e.Note))]),
        CustomerDeleted e => new($"{mentions.Actor} deleted the customer {new Mention(e.Name)}",
            [.. Values(e.Email, e.Phone, e.Company, e.JobTitle, e.Note).Select(value => new FieldChange(value.Label, value.Text, null))]),
        MarkedDistinct e => new(
            $"{mentions.Actor} marked {CustomerMentions.Of(e.CustomerId, mentions, e.Name)} and {CustomerMentions.Of(e.OtherId, mentions, e.OtherName)} as not the same person"),
        UnmarkedDistinct e => new(
            $"{mentions.Actor} undid marking {CustomerMentions.Of(e.CustomerId, mentions, e.Name)} and {CustomerMentions.Of(e.OtherId, mentions, e.OtherName)} as not the same person"),
        _ => null,
    };

    private static IEnumerable<(string Label, string Text)> Values(string email, string phone, string? company, string? jobTitle, string? note, string? knownFrom = null) =>
        from value in new[] { ("Email", email), ("Phone", phone), ("Company", company), ("Job title", jobTitle), ("Note", note), ("Known from", knownFrom) }
        where value.Item2 is { Length: > 0 }
        select (value.Item1, value.Item2);

    private static IEnumerable<FieldChange> Changes(CustomerChanged e) =>
        from field in new[] { ("Name", e.Name), ("Email", e.Email), ("Phone", e.Phone), ("Company", e.Company), ("Job title", e.JobTitle), ("Note", e.Note) }
        let change = field.Item2
        where change is not null
        select new FieldChange(field.Item1, Given(change.Old), Given(change.New));

    private static string? Given(string value) => value.Length > 0 ? value : null;
}
