using ExhibitionCrm.Web.Outbox;

namespace ExhibitionCrm.Web.Demo;

/// <summary>What became of a welcome mail.</summary>
/// <param name="Attempts">In their order; each with the address it went to and the server's error, null where it was taken.</param>
/// <param name="DueAt">Of one that waits: hours from now, so that no worker takes it at once.</param>
internal sealed record DemoMail(OutboxMessage Message, OutboxState State, DateTimeOffset DueAt, IReadOnlyList<DemoAttempt> Attempts);

internal sealed record DemoAttempt(Guid MessageId, DateTimeOffset StartedAt, string Recipient, string? Error)
{
    public DateTimeOffset FinishedAt => StartedAt + TimeSpan.FromMilliseconds(430);
}
