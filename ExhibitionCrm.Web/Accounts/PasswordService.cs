using System.Net;
using System.Text;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>Sets passwords: by a link that works once, with the present one, or by command. All sessions end then.</summary>
public sealed class PasswordService(
    CrmDbContext db, SignInManager<StaffUser> signIn, StaffUserManager users, ExhibitionTime time, CrmOptions options, OutboxSignal outbox)
{
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(1);

    // Nobody's mailbox is to be filled by strangers.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(2);

    private StaffUserManager Users => users;

    /// <summary>Mails a link, if there is such an account and it is active; who asks is told the same in any case.</summary>
    public Task RequestAsync(string name, IPAddress? address) => EvenTime.RunAsync(() => MailOnceAsync(name, address), _ => true);

    /// <summary>
    /// A link for an administrator to hand over; the person gets one by mail as well. Null if there is no such account, or not
    /// an active one, and for one's own: a new password of one's own takes the current one.
    /// </summary>
    public async Task<Uri?> CreateLinkAsync(string userName, Actor actor)
    {
        if (await Users.FindByNameAsync(userName) is not { IsActive: true } user || user.UserName == actor.Name)
        {
            return null;
        }

        await MailAsync(user, actor);
        outbox.Wake();
        var code = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(await Users.GeneratePasswordResetTokenAsync(user)));
        return Links.ResetPassword(options.AppUrl, user.Id, code);
    }

    /// <summary>Null for a link that was used, is too old, or was never made here.</summary>
    public async Task<string?> FindUserNameAsync(Guid userId, string? code) =>
        Token(code) is { } token && await Users.FindByIdAsync(userId.ToString()) is { IsActive: true } user &&
        await Users.VerifyUserTokenAsync(
            user, Users.Options.Tokens.PasswordResetTokenProvider, UserManager<StaffUser>.ResetPasswordTokenPurpose, token)
            ? user.UserName
            : null;

    public async Task<IdentityResult> ResetAsync(Guid userId, string? code, string password, IPAddress? address)
    {
        if (Token(code) is not { } token || await FindUserNameAsync(userId, code) is null)
        {
            return IdentityResult.Failed(Users.ErrorDescriber.InvalidToken());
        }

        return await users.InTurnAsync(() => db.WithAccountAsync(userId, async user => user.IsActive
            ? await SetAsync(
                user, new Actor(user.UserName!, address), new PasswordWasReset(user.UserName!), () => Users.ResetPasswordAsync(user, token, password))
            : IdentityResult.Failed(Users.ErrorDescriber.InvalidToken())));
    }

    /// <summary>With the present password; wrong ones count as failures to sign in. The session that asks for it stays.</summary>
    public Task<IdentityResult> ChangeAsync(Guid userId, string present, string password, Actor actor) => users.InTurnAsync(() => db.WithAccountAsync(userId, async user =>
    {
        if (await signIn.CheckCurrentPasswordAsync(user, present) is { } fault)
        {
            return IdentityResult.Failed(fault);
        }

        var result = await SetAsync(user, actor, new PasswordChanged(user.UserName!), () => Users.ChangePasswordAsync(user, present, password));
        if (result.Succeeded)
        {
            await signIn.RefreshSignInAsync(user);
        }

        return result;
    }));

    /// <summary>Whether it is the account's password, before something is done that takes it.</summary>
    public Task<IdentityResult> ConfirmAsync(Guid userId, string password) => users.InTurnAsync(() => db.WithAccountAsync(userId, async user =>
        await signIn.CheckCurrentPasswordAsync(user, password) is { } fault ? IdentityResult.Failed(fault) : IdentityResult.Success));

    internal async Task<bool> ExistsAsync(string userName) => await Users.FindByNameAsync(userName) is not null;

    /// <summary>As operators do it on the server.</summary>
    internal async Task<IdentityResult> SetAsync(string userName, string password)
    {
        if (await Users.FindByNameAsync(userName) is not { Id: var id })
        {
            return IdentityResult.Failed(AccountErrors.Missing());
        }

        return await db.WithAccountAsync(id, async user =>
        {
            var token = await Users.GeneratePasswordResetTokenAsync(user);
            return await SetAsync(user, Actor.System, new PasswordWasReset(user.UserName!), () => Users.ResetPasswordAsync(user, token, password));
        });
    }

    // Who proved to own the account is not kept out by the failures of others.
    private async Task<IdentityResult> SetAsync(StaffUser user, Actor actor, AccountEvent happened, Func<Task<IdentityResult>> set)
    {
        var result = await set();
        if (result.Succeeded)
        {
            user.LockoutEnd = null;
            db.Add(AuditEntry.Of(actor, happened, time.UtcNow));
            result = await Users.UpdateAsync(user);
        }

        return result;
    }

    /// <returns>Whether there was a mail to be sent.</returns>
    private async Task<bool> MailOnceAsync(string name, IPAddress? address)
    {
        // Of many who ask at once, each looks after the one before has saved its mail.
        var isMailed = await users.FindIdAsync(name) is { } id && await db.WithAccountAsync(id, async user =>
        {
            if (!user.IsActive || await WasMailedAsync(user))
            {
                return false;
            }

            await MailAsync(user, Actor.Anonymous(address));
            return true;
        });
        if (isMailed)
        {
            outbox.Wake();
        }

        return isMailed;
    }

    private Task<bool> WasMailedAsync(StaffUser user)
    {
        var since = time.UtcNow - Pause;
        return db.OutboxMessages.AnyAsync(m => m.UserId == user.Id && m.Kind == MessageKind.PasswordReset && m.CreatedAt > since);
    }

    private async Task MailAsync(StaffUser user, Actor actor)
    {
        db.Add(OutboxMessage.ToUser(MessageKind.PasswordReset, user.Id, time.UtcNow));
        db.Add(AuditEntry.Of(actor, new PasswordLinkRequested(user.UserName!), time.UtcNow));
        await db.SaveChangesAsync();
    }

    private static string? Token(string? code)
    {
        try
        {
            return code is null ? null : Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(code));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
