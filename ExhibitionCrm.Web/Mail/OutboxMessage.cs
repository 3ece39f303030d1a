namespace ExhibitionCrm.Web.Mail;

/// <summary>Where a mail stands.</summary>
public enum MailState
{
    Queued,
    Sending,
    Sent,
    Failed,

    /// <summary>Called back while it waited.</summary>
    Cancelled,
}

/// <summary>Which mail it is; the text is made when it is sent, from the data as they are then.</summary>
public enum MailKind
{
    Welcome,
    PasswordReset,
    Test,
}

/// <summary>
/// A mail that is to be sent, in the transaction of what it tells about. Sent at least once. Its state is moved on by
/// <see cref="OutboxClaims"/> and <see cref="Outbox"/> in SQL, where several processes can do so at once.
/// </summary>
public sealed class OutboxMessage
{
    private OutboxMessage()
    {
    }

    /// <summary>Also the left part of the Message-ID, which therefore is the same at every attempt.</summary>
    public Guid Id { get; private init; }

    public MailKind Kind { get; private init; }

    /// <summary>Of a welcome mail.</summary>
    public string? CustomerId { get; private init; }

    /// <summary>Of a mail to a member of staff.</summary>
    public Guid? UserId { get; private init; }

    public MailState State { get; private init; }

    /// <summary>The resend to many that it was last put into the queue by; null when it was by itself.</summary>
    public Guid? BatchId { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When it is due; while it is being sent, the end of the lease: then another worker may take it over.</summary>
    public DateTimeOffset DueAt { get; private init; }

    /// <summary>Attempts since it was last put into the queue by hand.</summary>
    public int Attempts { get; private init; }

    public DateTimeOffset? SentAt { get; private init; }

    public string? LastError { get; private init; }

    public static OutboxMessage Welcome(string customerId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Kind = MailKind.Welcome,
        CustomerId = customerId,
        CreatedAt = now,
        DueAt = now,
    };

    public static OutboxMessage ToUser(MailKind kind, Guid userId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Kind = kind,
        UserId = userId,
        CreatedAt = now,
        DueAt = now,
    };
}

/// <summary>One try to send a mail.</summary>
public sealed class MailAttempt
{
    public const int ErrorMaxLength = 1000;

    private MailAttempt()
    {
    }

    public long Id { get; private init; }

    public Guid MessageId { get; private init; }

    public DateTimeOffset StartedAt { get; private init; }

    /// <summary>Null while it is under way, or when the process died during it.</summary>
    public DateTimeOffset? FinishedAt { get; private init; }

    /// <summary>The address it was sent to.</summary>
    public string Recipient { get; private init; } = "";

    /// <summary>What the server or the connection answered; null when the mail was accepted.</summary>
    public string? Error { get; private init; }
}
