using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Outbox;
using MimeKit;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Writes and sends the mails of one lane of the outbox.</summary>
internal sealed class MailHandler(IServiceScopeFactory scopes, ExhibitionCache exhibitions, IMailTransport transport) : IOutboxHandler
{
    public async Task<Delivery> HandleAsync(ClaimedMessage message)
    {
        MimeMessage mail;
        try
        {
            await using var scope = scopes.CreateAsyncScope();

            // A mail to staff speaks of no exhibition.
            if (message.CustomerId is not null)
            {
                scope.ServiceProvider.GetRequiredService<CurrentExhibition>().Choose(
                    await exhibitions.FindAsync(message.ExhibitionId) ?? throw new InvalidOperationException("Its exhibition is unknown here."));
            }

            mail = await scope.ServiceProvider.GetRequiredService<MailComposer>().ComposeAsync(message);
        }
        catch (UndeliverableException e)
        {
            return Delivery.Refused(e.Message);
        }
        catch (Exception e)
        {
            // Its message may quote the mail, so the log gets the kind of exception only.
            return Delivery.Interrupted($"The email couldn't be created: {e.Message}", e.GetType().Name);
        }

        return await transport.SendAsync(mail);
    }

    public void Rest() => transport.Rest();

    public void Dispose() => (transport as IDisposable)?.Dispose();
}
