using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Staff;

/// <summary>One account, as administrators see it.</summary>
[Authorize(Policy = Policies.Administer)]
public sealed class MemberModel(StaffService service, AccountList accounts, PasswordService passwords, SignInService signIn, SessionService sessions, KeptTexts texts, AuditLog audit, ExhibitionTime time) : PageModel, IShowsFormAgain
{
    [BindProperty(SupportsGet = true)]
    public string UserName { get; set; } = "";

    [BindProperty]
    public StaffInput Input { get; set; } = new();

    /// <summary>Asked for where administrators change their own address.</summary>
    [BindProperty]
    public string? CurrentPassword { get; set; }

    /// <summary>The key of <see cref="Link"/>: what a cookie holds could be shown again.</summary>
    [TempData]
    public Guid? LinkKey { get; set; }

    /// <summary>With which the person sets a password; shown this once.</summary>
    public string? Link { get; private set; }

    public SessionList Sessions { get; private set; } = null!;

    public AccountRow Account { get; private set; } = null!;

    public IReadOnlyList<AuditRow> History { get; private set; } = [];

    public bool IsLocked => Account.IsLocked(time.UtcNow);

    public bool IsSelf => Account.UserName == User.Identity!.Name;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        Input.Fill(Account);
        Link = LinkKey is { } key ? await texts.TakeAsync(User.Id(), key) : null;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        if (!ModelState.IsValid || Input.ReadRoles(ModelState, nameof(Input)) is not { } roles)
        {
            return Page();
        }

        if (IsSelf && EmailAddress.Normalize(Input.Email!) != Account.Email && await passwords.ConfirmAsync(User.Id(), CurrentPassword ?? "") is { Succeeded: false } refused)
        {
            return Answer(refused, "");
        }

        var result = await service.EditAsync(Account.UserName, Input.Email!, roles, HttpContext.Actor());
        if (result.Succeeded && IsSelf)
        {
            await signIn.RefreshAsync(User.Id());
        }

        return Answer(result, "Changes saved.");
    }

    public Task<IActionResult> OnPostDeactivateAsync() =>
        DoAsync(service.DeactivateAsync, "Account deactivated. This person has been signed out.");

    public Task<IActionResult> OnPostReactivateAsync() => DoAsync(service.ReactivateAsync, "Account reactivated.");

    public Task<IActionResult> OnPostUnlockAsync() => DoAsync(service.UnlockAsync, "Account unlocked.");

    public Task<IActionResult> OnPostResetSecondFactorAsync() =>
        DoAsync(service.ResetSecondFactorAsync, "Two-step verification is off. This person can set it up again.");

    public async Task<IActionResult> OnPostLinkAsync()
    {
        if (await passwords.CreateLinkAsync(UserName, HttpContext.Actor()) is not { } link)
        {
            return NotFound();
        }

        LinkKey = await texts.KeepAsync(User.Id(), link.ToString());
        return RedirectToPage(new { userName = UserName });
    }

    public Task<IActionResult> OnPostEndSessionAsync(Guid session) =>
        EndAsync((userName, actor) => sessions.EndAsync(userName, session, actor));

    public Task<IActionResult> OnPostEndSessionsAsync() =>
        EndAsync((userName, actor) => sessions.EndAllAsync(userName, but: User.SessionId(), actor));

    private Task<IActionResult> EndAsync(Func<string, Actor, Task<bool>> end) => DoAsync(
        async (userName, actor) =>
        {
            await end(userName, actor);
            return IdentityResult.Success;
        },
        "Signed out there.");

    private async Task<IActionResult> DoAsync(Func<string, Actor, Task<IdentityResult>> verb, string done)
    {
        // Not of these buttons.
        ModelState.Clear();
        return await LoadAsync(HttpContext.RequestAborted) ? Answer(await verb(Account.UserName, HttpContext.Actor()), done) : NotFound();
    }

    private IActionResult Answer(IdentityResult result, string done)
    {
        if (!result.Succeeded)
        {
            ModelState.AddErrors(result, email: "Input.Email");
            Input.Fill(Account);
            return Page();
        }

        this.Confirm(done);
        return RedirectToPage(new { userName = Account.UserName });
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        // Of a button: its form has no fields.
        if (!await LoadAsync(cancellationToken))
        {
            return false;
        }

        Input.Fill(Account);
        return true;
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(UserName, cancellationToken) is not { } account)
        {
            return false;
        }

        Account = account;
        Input.Exhibitions = await service.ListExhibitionsAsync(cancellationToken);
        Sessions = new SessionList(await sessions.ListAsync(account.UserName, cancellationToken), IsSelf ? User.SessionId() : null);
        History = await audit.GetHistoryOfInstallationAsync(AccountEvent.About(account.UserName), cancellationToken);
        return true;
    }
}
