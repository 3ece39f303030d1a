namespace ExhibitionCrm.Web.Mail;

/// <summary>Shows an administrator that mail arrives.</summary>
internal static class TestMail
{
    public static MailText Write(Uri appUrl, string name)
    {
        var values = new Dictionary<string, string> { ["name"] = name, ["site"] = appUrl.AbsoluteUri.TrimEnd('/') };
        const string subject = "Exhibition CRM test email";
        return new MailText(subject, MailTemplate.Text("Test", values), MailTemplate.Html("Test", subject, values));
    }
}
