namespace ExhibitionCrm.Web.Outbox;

/// <summary>Tells this process's worker that there is mail, so that it does not wait for its next look at the queue.</summary>
public sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim _mail = new(0, 1);

    public void Wake()
    {
        try
        {
            _mail.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is told already.
        }
    }

    public Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken) => _mail.WaitAsync(patience, cancellationToken);

    public void Dispose() => _mail.Dispose();
}
