using ExhibitionCrm.Web.Data;

namespace ExhibitionCrm.Web.Outbox;

/// <summary>
/// Something to be done after the transaction that it is saved in, at least once. Its state is moved on in SQL, where several
/// processes can do so at once.
/// </summary>
public sealed class OutboxMessage : IOfExhibition
{
    private OutboxMessage()
    {
    }

    /// <summary>Also the left part of the Message-ID, which therefore is the same at every attempt.</summary>
    public Guid Id { get; private init; }

    public MessageKind Kind { get; private init; }

    /// <summary>Of a mail to a member of staff the one where it was asked for.</summary>
    public int ExhibitionId { get; private init; }

    /// <summary>Of a welcome mail.</summary>
    public string? CustomerId { get; private init; }

    /// <summary>Of a mail to a member of staff.</summary>
    public Guid? UserId { get; private init; }

    public OutboxState State { get; private init; }

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
        Kind = MessageKind.Welcome,
        CustomerId = customerId,
        CreatedAt = now,
        DueAt = now,
    };

    public static OutboxMessage ToUser(MessageKind kind, Guid userId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Kind = kind,
        UserId = userId,
        CreatedAt = now,
        DueAt = now,
    };
}
