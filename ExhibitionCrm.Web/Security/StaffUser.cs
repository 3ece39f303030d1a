using Microsoft.AspNetCore.Identity;

namespace ExhibitionCrm.Web.Security;

/// <summary>A person who may sign in.</summary>
public sealed class StaffUser : IdentityUser<Guid>
{
    public const int UserNameMaxLength = 64;

    /// <summary>Longer ones only cost time to hash.</summary>
    public const int PasswordMaxLength = 128;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>When the person was shut out; null while they may sign in.</summary>
    public DateTimeOffset? DeactivatedAt { get; private set; }

    public bool IsActive => DeactivatedAt is null;

    public void Deactivate(DateTimeOffset now) => DeactivatedAt ??= now;

    public void Reactivate() => DeactivatedAt = null;
}
