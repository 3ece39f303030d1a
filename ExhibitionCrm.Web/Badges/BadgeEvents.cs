using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;

namespace ExhibitionCrm.Web.Badges;

/// <summary>A badge went to the printer; it stands in the customer's history, which is where prints are counted.</summary>
[EventKind("badge.printed", "Badge printed")]
public sealed record BadgePrinted(string CustomerId) : AuditEvent
{
    public override AuditSubject Subject => CustomerEvent.About(CustomerId);
}

/// <summary>Says in words what happened to badges.</summary>
internal sealed class BadgeWording : EventWording<BadgePrinted>
{
    protected override EventWords? Of(BadgePrinted happened, Mentions mentions) =>
        new($"{mentions.Actor} printed a badge for {CustomerMentions.Of(happened.CustomerId, mentions)}");
}
