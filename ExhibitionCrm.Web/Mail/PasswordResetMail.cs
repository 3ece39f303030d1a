using System.Text;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.WebUtilities;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Brings the link to choose a new password.</summary>
internal static class PasswordResetMail
{
    public static MailText Write(Uri appUrl, Guid userId, string name, string token, TimeSpan validity)
    {
        var code = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(token));
        var values = new Dictionary<string, string>
        {
            ["name"] = name,
            ["link"] = Links.ResetPassword(appUrl, userId, code).AbsoluteUri,
            ["minutes"] = validity.TotalMinutes.ToString("0", System.Globalization.CultureInfo.InvariantCulture),
        };
        const string subject = "Reset your password";
        return new MailText(subject, MailTemplate.Text("PasswordReset", values), MailTemplate.Html("PasswordReset", subject, values));
    }
}
