using ExhibitionCrm.Web.Activity;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>What happens to accounts.</summary>
public abstract record AccountEvent(string UserName) : AuditEvent
{
    public const string SubjectType = "User";

    public sealed override AuditSubject Subject => About(UserName);

    public sealed override bool IsOfExhibition => false;

    public static AuditSubject About(string userName) => new(SubjectType, userName);
}

/// <param name="Email">Null for a first administrator of before, whose address was not written down.</param>
[EventKind("account.created", "Account created")]
public sealed record AccountCreated(string UserName, string Role, string? Email = null) : AccountEvent(UserName);

[EventKind("account.email_changed", "Account email changed")]
public sealed record AccountEmailChanged(string UserName, Change Email) : AccountEvent(UserName);

/// <param name="Role">An empty text is none.</param>
[EventKind("account.role_changed", "Account role changed")]
public sealed record AccountRoleChanged(string UserName, Change Role) : AccountEvent(UserName);

/// <summary>Where there are several exhibitions.</summary>
/// <param name="Exhibition">What it was called.</param>
/// <param name="Before">Null for none.</param>
/// <param name="After">Null for none.</param>
[EventKind("account.exhibition_role_changed", "Exhibition role changed")]
public sealed record AccountExhibitionRoleChanged(string UserName, int ExhibitionId, string Exhibition, string? Before = null, string? After = null) : AccountEvent(UserName);

[EventKind("account.deactivated", "Account deactivated")]
public sealed record AccountDeactivated(string UserName) : AccountEvent(UserName);

[EventKind("account.reactivated", "Account reactivated")]
public sealed record AccountReactivated(string UserName) : AccountEvent(UserName);

/// <summary>For browsers in which this person hasn't signed in before, after too many failures in such ones.</summary>
[EventKind("account.locked", "Account locked")]
public sealed record AccountLocked(string UserName) : AccountEvent(UserName);

[EventKind("account.unlocked", "Account unlocked")]
public sealed record AccountUnlocked(string UserName) : AccountEvent(UserName);

/// <summary>With the present one.</summary>
[EventKind("account.password_changed", "Password changed")]
public sealed record PasswordChanged(string UserName) : AccountEvent(UserName);

/// <summary>With a link, or by an operator's command.</summary>
[EventKind("account.password_reset", "Password reset")]
public sealed record PasswordWasReset(string UserName) : AccountEvent(UserName);

[EventKind("account.password_link_requested", "Password link requested")]
public sealed record PasswordLinkRequested(string UserName) : AccountEvent(UserName);

[EventKind("account.two_factor_enabled", "Two-step verification turned on")]
public sealed record TwoFactorEnabled(string UserName) : AccountEvent(UserName);

[EventKind("account.two_factor_disabled", "Two-step verification turned off")]
public sealed record TwoFactorDisabled(string UserName) : AccountEvent(UserName);

[EventKind("account.recovery_codes_renewed", "Recovery codes created")]
public sealed record RecoveryCodesRenewed(string UserName) : AccountEvent(UserName);

/// <summary>From another browser, by the person or by an administrator.</summary>
[EventKind("account.sessions_ended", "Signed out remotely")]
public sealed record SessionsEnded(string UserName) : AccountEvent(UserName);

/// <param name="Device">The browser, where the person had signed in with it before.</param>
[EventKind("account.signed_in", "Signed in")]
public sealed record SignedIn(string UserName, Guid? Device = null) : AccountEvent(UserName);

/// <param name="Device">As in <see cref="SignedIn"/>.</param>
[EventKind("account.sign_in_failed", "Sign-in failed")]
public sealed record SignInFailed(string UserName, Guid? Device = null) : AccountEvent(UserName);

/// <summary>Whatever was typed: too many attempts had failed before.</summary>
[EventKind("account.sign_in_refused", "Sign-in refused")]
public sealed record SignInRefused(string UserName) : AccountEvent(UserName);

/// <summary>In a session, which asks for it before a change.</summary>
/// <param name="Device">As in <see cref="SignedIn"/>.</param>
[EventKind("account.current_password_refused", "Incorrect current password")]
public sealed record CurrentPasswordRefused(string UserName, Guid? Device = null) : AccountEvent(UserName);
