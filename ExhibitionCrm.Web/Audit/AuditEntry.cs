using System.Net;

namespace ExhibitionCrm.Web.Audit;

/// <summary>Who did what when, with old and new values. Written in the transaction of what it tells about.</summary>
public sealed class AuditEntry
{
    public const int ActorMaxLength = 256;

    private AuditEntry()
    {
    }

    public long Id { get; private init; }

    public DateTimeOffset At { get; private init; }

    /// <summary>The user name, or <see cref="Actor.System"/>.</summary>
    public string Actor { get; private init; } = "";

    public IPAddress? Address { get; private init; }

    public AuditAction Action { get; private init; }

    public AuditSubject Subject { get; private init; }

    public string SubjectId { get; private init; } = "";

    /// <summary>By field name: the value before and after; empty where the action says it all.</summary>
    public IReadOnlyDictionary<string, AuditChange> Changes { get; private init; } = new Dictionary<string, AuditChange>();

    public static AuditEntry Of(
        Actor actor, AuditAction action, AuditSubject subject, string subjectId, DateTimeOffset now,
        params IEnumerable<(string Field, string? Before, string? After)> changes) => new()
        {
            At = now,
            Actor = actor.Name,
            Address = actor.Address,
            Action = action,
            Subject = subject,
            SubjectId = subjectId,
            Changes = changes.Where(c => c.Before != c.After).ToDictionary(c => c.Field, c => new AuditChange(c.Before, c.After)),
        };
}

/// <summary>One field's value before and after; null where there was or is none.</summary>
public sealed record AuditChange(string? Before, string? After);

/// <summary>Who acts, and from which address.</summary>
public sealed record Actor(string Name, IPAddress? Address = null)
{
    /// <summary>The program itself: a command on the server, the outbox worker.</summary>
    public static readonly Actor System = new("system");

    /// <summary>Who is not, or not yet, signed in. No user name has blanks.</summary>
    public static Actor Stranger(IPAddress? address) => new("not signed in", address);
}

/// <summary>What an audit entry is about.</summary>
public enum AuditSubject
{
    Customer,
    Bill,
    User,
    Export,

    /// <summary>A resend to many; the ID is its batch's.</summary>
    Mail,
}

/// <summary>What was done, in the trade's words.</summary>
public enum AuditAction
{
    Registered,
    Edited,
    Deleted,
    Added,
    Voided,
    Resent,
    Exported,
    Created,
    RoleChanged,
    Deactivated,
    Reactivated,
    PasswordChanged,
    PasswordReset,
    PasswordResetRequested,
    TwoFactorEnabled,
    TwoFactorDisabled,
    RecoveryCodesRenewed,
    SignedIn,
    SignInFailed,
    LockedOut,
    Unlocked,
    Cancelled,
}
