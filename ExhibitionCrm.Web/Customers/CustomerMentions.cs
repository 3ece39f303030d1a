using ExhibitionCrm.Web.Activity;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Customers;

/// <summary>How sentences name a customer: as they are called now, with a link; who was deleted as they were called then, without.</summary>
internal static class CustomerMentions
{
    public static readonly SubjectNames Names = new(CustomerEvent.SubjectType, (db, ids, cancellationToken) =>
        db.Customers.Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.Name }).ToDictionaryAsync(c => c.Id, c => c.Name, cancellationToken));

    /// <summary>For a page that has read its customer already.</summary>
    public static IReadOnlyDictionary<AuditSubject, string> Known(string customerId, string name) =>
        new Dictionary<AuditSubject, string> { [CustomerEvent.About(customerId)] = name };

    /// <param name="nameThen">Null where the event does not say it; then the ID stands for it.</param>
    public static Mention Of(string customerId, Mentions mentions, string? nameThen = null) =>
        mentions.NameOf(CustomerEvent.About(customerId)) is { } name
            ? new Mention(name, mentions.Links.Customer(customerId))
            : new Mention(nameThen ?? customerId);
}
