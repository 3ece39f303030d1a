using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>What a user name and an address may be. Asked by every page and command, so the rules stand here only.</summary>
internal sealed partial class AccountRules(IdentityErrorDescriber errors) : UserValidator<StaffUser>(errors)
{
    private const int EmailMaxLength = 254;

    // The program's own name in the history, and the address of the page that makes accounts.
    private static readonly string[] Reserved = [Actor.System.Name, "new"];

    public override async Task<IdentityResult> ValidateAsync(UserManager<StaffUser> manager, StaffUser user)
    {
        var faults = new List<IdentityError>();
        if (user.UserName is not { Length: <= StaffUser.UserNameMaxLength } name || !NameShape().IsMatch(name))
        {
            faults.Add(Describer.InvalidUserName(user.UserName));
        }
        else if (Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add(Describer.DuplicateUserName(name));
        }

        if (!EmailAddress.TryCreate(user.Email, out _, out _))
        {
            faults.Add(Describer.InvalidEmail(user.Email));
        }

        return faults.Count > 0 ? IdentityResult.Failed([.. faults]) : await base.ValidateAsync(manager, user);
    }

    // A letter or digit first: "." and ".." would be lost from addresses.
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._@+-]*\z")]
    private static partial Regex NameShape();
}

/// <summary>What Identity's own rules for passwords leave out.</summary>
internal sealed class PasswordRules : IPasswordValidator<StaffUser>
{
    public Task<IdentityResult> ValidateAsync(UserManager<StaffUser> manager, StaffUser user, string? password) =>
        Task.FromResult(Validate(manager.Options.Password, user, password ?? ""));

    private static IdentityResult Validate(PasswordOptions rules, StaffUser user, string password) =>
        password.Length > StaffUser.PasswordMaxLength
            ? Fault("PasswordTooLong", $"Password must be {StaffUser.PasswordMaxLength} characters or fewer.")
        : new[] { user.UserName, user.Email }.Contains(password, StringComparer.OrdinalIgnoreCase)
            ? Fault("PasswordIsName", "Your password can't be your user name or email address.")
        : !PlainText.IsPlain(password) ? Fault("PasswordNotPlain", PlainTextAttribute.Message)
        // One message is enough.
        : password.Length < rules.RequiredLength || password.Distinct().Count() < rules.RequiredUniqueChars ? IdentityResult.Success
        : GuessablePasswords.Judge(password, [user.UserName, user.Email]) is { } weakness ? Fault("PasswordIsGuessable", Reason(weakness))
        : IdentityResult.Success;

    private static string Reason(PasswordWeakness weakness) => weakness switch
    {
        PasswordWeakness.Contextual => "Don't build your password from your user name, your email address or the name of this site. Add a few unrelated words.",
        PasswordWeakness.Pattern => "Keys in a row, sequences and repeated characters are easy to guess. Use a few unrelated words instead.",
        _ => "This password is like those that many people use, so it's easy to guess. Use a few unrelated words instead.",
    };

    private static IdentityResult Fault(string code, string text) =>
        IdentityResult.Failed(new IdentityError { Code = code, Description = text });
}

/// <summary>Identity's messages in the words of our pages.</summary>
internal sealed class AccountErrors : IdentityErrorDescriber
{
    public override IdentityError InvalidUserName(string? userName) => Error(
        nameof(InvalidUserName),
        $"Use up to {StaffUser.UserNameMaxLength} letters (a to z), digits and . _ - @ +, starting with a letter or digit.");

    public override IdentityError DuplicateUserName(string userName) => Error(nameof(DuplicateUserName), "This user name is taken.");

    public override IdentityError InvalidEmail(string? email) => Error(nameof(InvalidEmail), "Enter an email address like name@example.org.");

    public override IdentityError DuplicateEmail(string email) => Error(nameof(DuplicateEmail), "Another account uses this email address.");

    public override IdentityError PasswordTooShort(int length) => Error(nameof(PasswordTooShort), $"Use at least {length} characters.");

    public override IdentityError PasswordRequiresUniqueChars(int uniqueChars) =>
        Error(nameof(PasswordRequiresUniqueChars), $"Use at least {uniqueChars} different characters.");

    public override IdentityError PasswordMismatch() => Error(nameof(PasswordMismatch), "Incorrect password.");

    public override IdentityError InvalidToken() => Error(nameof(InvalidToken), "This link has already been used or has expired.");

    public override IdentityError ConcurrencyFailure() =>
        Error(nameof(ConcurrencyFailure), "Someone else has just changed this account. Check it, then try again.");

    public static IdentityError Self() => Error(nameof(Self), "Only another administrator can change your role or deactivate your account.");

    public static IdentityError OwnSecondFactor() =>
        Error(nameof(OwnSecondFactor), "Turn off two-step verification for your own account in your profile.");

    public static IdentityError WrongCode() =>
        Error(nameof(WrongCode), "Incorrect code. Check that your phone's clock is right, then enter the code the app shows now.");

    public static IdentityError LastAdministrator() =>
        Error(nameof(LastAdministrator), "This is the last active administrator. Make someone else an administrator first.");

    public static IdentityError Missing() => Error(nameof(Missing), "This account doesn't exist.");

    public static IdentityError Locked() => Error(nameof(Locked), "Too many failed attempts. Wait 15 minutes, then try again.");

    private static IdentityError Error(string code, string text) => new() { Code = code, Description = text };
}

internal static class AccountErrorFields
{
    /// <summary>Puts each error at the field that it is about, else over the form.</summary>
    /// <param name="password">The field of the new password.</param>
    /// <param name="current">The field of the current password.</param>
    /// <param name="email">The field of the e-mail address.</param>
    public static void AddErrors(
        this ModelStateDictionary state, IdentityResult result, string password = "Password", string current = "CurrentPassword", string email = "Email")
    {
        foreach (var error in result.Errors)
        {
            var field = error.Code switch
            {
                nameof(AccountErrors.PasswordMismatch) or nameof(AccountErrors.Locked) => current,
                var code when code.StartsWith("Password", StringComparison.Ordinal) => password,
                var code when code.EndsWith("UserName", StringComparison.Ordinal) => "UserName",
                var code when code.EndsWith("Email", StringComparison.Ordinal) => email,
                _ => "",
            };
            state.AddModelError(field, error.Description);
        }
    }
}
