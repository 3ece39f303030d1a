using Microsoft.AspNetCore.Html;

namespace ExhibitionCrm.Web.Mail;

/// <summary>A mail's state as a coloured word.</summary>
public static class MailBadges
{
    private static readonly HtmlString Queued = Badge("yellow", "queued");
    private static readonly HtmlString Sending = Badge("azure", "sending");
    private static readonly HtmlString Sent = Badge("green", "sent");
    private static readonly HtmlString Failed = Badge("red", "failed");
    private static readonly HtmlString Cancelled = Badge("secondary", "cancelled");

    public static IHtmlContent Of(MailState state) => state switch
    {
        MailState.Sending => Sending,
        MailState.Sent => Sent,
        MailState.Failed => Failed,
        MailState.Cancelled => Cancelled,
        _ => Queued,
    };

    private static HtmlString Badge(string colour, string word) => new($"""<span class="badge bg-{colour}-lt">{word}</span>""");
}
