namespace ExhibitionCrm.Web.Configuration;

/// <summary>From whom mails are where an exhibition says nothing else, and all mails to staff.</summary>
/// <param name="Shown">As in Exhibition &lt;crm@example.org&gt;.</param>
public sealed record InstallationSender(string Shown);
