using ExhibitionCrm.Web.Outbox;
using MimeKit;

namespace ExhibitionCrm.Web.Mail;

/// <summary>A way for mail to leave, one mail at a time.</summary>
public interface IMailTransport
{
    /// <summary>Hands over one mail to its only recipient. Failures are answers, not exceptions.</summary>
    Task<Delivery> SendAsync(MimeMessage message);

    /// <summary>Lets go of a connection that was not used for a while.</summary>
    void Rest()
    {
    }
}
