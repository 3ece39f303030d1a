using Microsoft.AspNetCore.Html;

namespace ExhibitionCrm.Web.Mail;

/// <summary>A mail's state as a coloured word.</summary>
public static class MailBadges
{
    private static readonly HtmlString Queued = Badge("yellow", "Queued");
    private static readonly HtmlString Sending = Badge("azure", "Sending");
    private static readonly HtmlString Sent = Badge("green", "Sent");
    private static readonly HtmlString Failed = Badge("red", "Failed");
    private static readonly HtmlString Cancelled = Badge("secondary", "Cancelled");

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
