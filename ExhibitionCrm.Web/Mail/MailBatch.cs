using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Outbox;

namespace ExhibitionCrm.Web.Mail;

/// <summary>One resend to many customers, so that it can be told, followed and cancelled as one.</summary>
public sealed class MailBatch : IOfExhibition
{
    public const string PrimaryKeyName = "pk_mail_batches";

    /// <summary>How many customers staff may resend to at once; more are an administrator's.</summary>
    public const int StaffLimit = 100;

    private MailBatch()
    {
    }

    /// <summary>Drawn when the form is shown, so that sending the form twice resends once.</summary>
    public Guid Id { get; private init; }

    public int ExhibitionId { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public string CreatedBy { get; private init; } = "";

    /// <summary>How many customers were to get a mail when it began.</summary>
    public int Chosen { get; private init; }

    /// <summary>From then on none of its mails begins to be sent.</summary>
    public DateTimeOffset? CancelledAt { get; private set; }

    public static MailBatch Begin(Guid id, int chosen, string createdBy, DateTimeOffset now) =>
        new() { Id = id, Chosen = chosen, CreatedBy = createdBy, CreatedAt = now };

    /// <summary>What waits after a first call, because the program was killed during it, a second one cancels.</summary>
    public void Cancel(DateTimeOffset now) => CancelledAt ??= now;
}

/// <summary>What resending to the chosen customers would mean. Each customer counts once.</summary>
/// <param name="NotSent">Who never got the mail, and for whom none is on its way.</param>
/// <param name="Sent">Who has the mail.</param>
/// <param name="Waiting">Whose mail is in the queue or being sent.</param>
/// <param name="NoAddress">Who cannot get one, whatever was sent before.</param>
public sealed record ResendCounts(int NotSent, int Sent, int Waiting, int NoAddress = 0)
{
    public int All => NotSent + Sent + Waiting + NoAddress;
}

/// <summary>A batch and where its mails stand.</summary>
public sealed record MailBatchDetails(MailBatch Batch, IReadOnlyDictionary<OutboxState, int> Counts)
{
    public int Queued => Counts.GetValueOrDefault(OutboxState.Queued);
}
