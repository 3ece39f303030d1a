using ExhibitionCrm.Web.Activity;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>What happens to accounts.</summary>
public abstract record AccountEvent(string UserName) : AuditEvent
{
    public const string SubjectType = "User";

    public sealed override AuditSubject Subject => About(UserName);

    public static AuditSubject About(string userName) => new(SubjectType, userName);
}

/// <param name="Email">Null for a first administrator of before, whose address was not written down.</param>
[EventKind("account.created")]
public sealed record AccountCreated(string UserName, string Role, string? Email = null) : AccountEvent(UserName);

[EventKind("account.email_changed")]
public sealed record AccountEmailChanged(string UserName, Change Email) : AccountEvent(UserName);

[EventKind("account.role_changed")]
public sealed record AccountRoleChanged(string UserName, Change Role) : AccountEvent(UserName);

[EventKind("account.deactivated")]
public sealed record AccountDeactivated(string UserName) : AccountEvent(UserName);

[EventKind("account.reactivated")]
public sealed record AccountReactivated(string UserName) : AccountEvent(UserName);

/// <summary>After too many failures to sign in.</summary>
[EventKind("account.locked")]
public sealed record AccountLocked(string UserName) : AccountEvent(UserName);

[EventKind("account.unlocked")]
public sealed record AccountUnlocked(string UserName) : AccountEvent(UserName);

/// <summary>With the present one.</summary>
[EventKind("account.password_changed")]
public sealed record PasswordChanged(string UserName) : AccountEvent(UserName);

/// <summary>With a link, or by an operator's command.</summary>
[EventKind("account.password_reset")]
public sealed record PasswordWasReset(string UserName) : AccountEvent(UserName);

[EventKind("account.password_link_requested")]
public sealed record PasswordLinkRequested(string UserName) : AccountEvent(UserName);

[EventKind("account.two_factor_enabled")]
public sealed record TwoFactorEnabled(string UserName) : AccountEvent(UserName);

[EventKind("account.two_factor_disabled")]
public sealed record TwoFactorDisabled(string UserName) : AccountEvent(UserName);

[EventKind("account.recovery_codes_renewed")]
public sealed record RecoveryCodesRenewed(string UserName) : AccountEvent(UserName);

[EventKind("account.signed_in")]
public sealed record SignedIn(string UserName) : AccountEvent(UserName);

[EventKind("account.sign_in_failed")]
public sealed record SignInFailed(string UserName) : AccountEvent(UserName);
