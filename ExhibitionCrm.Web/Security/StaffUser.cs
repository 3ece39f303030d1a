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

    /// <summary>Of the newest authenticator code that was taken, in steps of 30 seconds since 1970; null before the first.</summary>
    public long? LastCodeStep { get; private set; }

    public bool IsActive => DeactivatedAt is null;

    public void Deactivate(DateTimeOffset now) => DeactivatedAt ??= now;

    public void Reactivate() => DeactivatedAt = null;

    /// <summary>Each step counts once, and none before it any more: a code that was looked at over a shoulder is of no use.</summary>
    /// <returns>False for one that was used, or is older than one that was.</returns>
    public bool TakeCodeStep(long step)
    {
        if (step <= LastCodeStep)
        {
            return false;
        }

        LastCodeStep = step;
        return true;
    }
}
