using ExhibitionCrm.Web.Activity;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>Says in words what happened to accounts.</summary>
internal sealed class AccountWording : EventWording<AccountEvent>
{
    protected override EventWords? Of(AccountEvent happened, Mentions mentions)
    {
        var (actor, account) = (mentions.Actor, AccountMentions.Of(happened.UserName));
        return happened switch
        {
            AccountCreated e => new($"{actor} created the account {account}", [.. Values(e)]),
            AccountEmailChanged e => new($"{actor} changed the email address of {account}", new FieldChange("Email", e.Email.Old, e.Email.New)),
            AccountRoleChanged e => new($"{actor} changed the role of {account}", new FieldChange("Role", Given(e.Role.Old), Given(e.Role.New))),
            AccountExhibitionRoleChanged { After: { } role } e => new($"{actor} made {account} {role} at {new Mention(e.Exhibition)}"),
            AccountExhibitionRoleChanged e => new($"{actor} removed {account} from {new Mention(e.Exhibition)}"),
            AccountDeactivated => new($"{actor} deactivated the account {account}"),
            AccountReactivated => new($"{actor} reactivated the account {account}"),
            AccountLocked => new($"{actor} locked the account {account} after repeated failed sign-ins"),
            AccountUnlocked => new($"{actor} unlocked the account {account}"),
            SignedIn => new($"{actor} signed in"),
            SignInFailed => new($"An attempt to sign in as {account} failed"),
            SignInRefused => new($"An attempt to sign in as {account} was refused after repeated failures"),
            _ => OfSecrets(happened, mentions),
        };
    }

    // People change their own, and administrators and operators those of others.
    private static EventWords? OfSecrets(AccountEvent happened, Mentions mentions)
    {
        var (actor, account, isOwn) = (mentions.Actor, AccountMentions.Of(happened.UserName), mentions.IsActor(happened.UserName));
        return happened switch
        {
            PasswordChanged => new($"{actor} changed their password"),
            PasswordWasReset => isOwn ? new($"{actor} reset their password") : new($"{actor} reset the password of {account}"),
            CurrentPasswordRefused => new($"{actor} entered an incorrect current password"),
            PasswordLinkRequested => new($"{actor} requested a password link for {account}"),
            TwoFactorEnabled => new($"{actor} turned on two-step verification"),
            TwoFactorDisabled => isOwn ? new($"{actor} turned off two-step verification") : new($"{actor} turned off two-step verification for {account}"),
            SessionsEnded => isOwn ? new($"{actor} signed out another of their browsers") : new($"{actor} signed out {account}"),
            RecoveryCodesRenewed => new($"{actor} created new recovery codes"),
            _ => null,
        };
    }

    private static string? Given(string role) => role.Length > 0 ? role : null;

    private static IEnumerable<FieldChange> Values(AccountCreated e) =>
        new FieldChange[] { new("Email", null, e.Email), new("Role", null, e.Role) }.Where(field => field.After is not null);
}
