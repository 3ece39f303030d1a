namespace ExhibitionCrm.Web.Outbox;

/// <summary>
/// Delivers messages. Each lane of a process has one of its own, and gives it one message at a time, so that it may keep a
/// connection for the next one.
/// </summary>
internal interface IOutboxHandler : IDisposable
{
    /// <summary>Delivers one message to its only recipient. Failures are answers, not exceptions.</summary>
    Task<Delivery> HandleAsync(ClaimedMessage message);

    /// <summary>Called now and then while there is nothing to do: lets go of a connection that was not used for a while.</summary>
    void Rest();
}
