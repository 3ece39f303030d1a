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
            await exhibitions.RefreshAsync();
            await using var scope = scopes.CreateAsyncScope();
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
