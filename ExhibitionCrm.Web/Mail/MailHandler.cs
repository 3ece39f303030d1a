using ExhibitionCrm.Web.Outbox;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Writes and sends the mails of one lane of the outbox.</summary>
internal sealed class MailHandler(IServiceScopeFactory scopes, IMailTransport transport) : IOutboxHandler
{
    public async Task<Delivery> HandleAsync(ClaimedMessage message)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await transport.SendAsync(await scope.ServiceProvider.GetRequiredService<MailComposer>().ComposeAsync(message));
        }
        catch (UndeliverableException e)
        {
            return Delivery.Refused(e.Message);
        }
    }

    public void Rest() => transport.Rest();

    public void Dispose() => (transport as IDisposable)?.Dispose();
}
