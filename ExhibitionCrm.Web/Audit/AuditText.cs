namespace ExhibitionCrm.Web.Audit;

/// <summary>Says in words what an entry tells: "edited", "voided".</summary>
public static class AuditText
{
    public static string Of(AuditEntry entry) => entry.Action switch
    {
        AuditAction.RoleChanged => "changed the role",
        AuditAction.PasswordChanged => "changed the password",
        AuditAction.PasswordReset => "reset the password",
        AuditAction.PasswordResetRequested => "asked for a link to set the password",
        AuditAction.TwoFactorEnabled => "switched the second factor on",
        AuditAction.TwoFactorDisabled => "switched the second factor off",
        AuditAction.RecoveryCodesRenewed => "renewed the recovery codes",
        AuditAction.SignedIn => "signed in",
        AuditAction.SignInFailed => "failed to sign in",
        AuditAction.LockedOut => "locked the account after failures",
        AuditAction.Resent => "sent the mail again",
        AuditAction.Cancelled => "cancelled the mails still in the queue",
        var action => action.ToString().ToLowerInvariant(),
    };
}
