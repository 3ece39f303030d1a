using Microsoft.AspNetCore.Html;

namespace ExhibitionCrm.Web.Outbox;

/// <summary>A mail's state as a coloured word.</summary>
public static class OutboxStateBadge
{
    private static readonly HtmlString Queued = Badge("yellow", "Queued");
    private static readonly HtmlString Sending = Badge("azure", "Sending");
    private static readonly HtmlString Sent = Badge("green", "Sent");
    private static readonly HtmlString Failed = Badge("red", "Failed");
    private static readonly HtmlString Cancelled = Badge("secondary", "Cancelled");
    private static readonly HtmlString None = Badge("secondary", "No email");

    public static IHtmlContent Of(OutboxState state) => state switch
    {
        OutboxState.Sending => Sending,
        OutboxState.Sent => Sent,
        OutboxState.Failed => Failed,
        OutboxState.Cancelled => Cancelled,
        OutboxState.None => None,
        _ => Queued,
    };

    private static HtmlString Badge(string colour, string word) => new($"""<span class="badge bg-{colour}-lt">{word}</span>""");
}
