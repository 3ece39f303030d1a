using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Staff;

/// <summary>Makes the first account: from SUPERUSER_* at the first migration, or by a command.</summary>
public sealed class FirstAdministrator(
    CrmDbContext db, UserManager<StaffUser> users, FirstAdministratorOptions options, ExhibitionTime time)
{
    /// <summary>Does nothing once there is any account, or without all three of the SUPERUSER_* variables.</summary>
    /// <exception cref="CommandFailedException">The name, address or password is not accepted.</exception>
    internal async Task CreateFromSettingsAsync()
    {
        if (options is { UserName: { } userName, Email: { } email, Password: { } password } && await CreateAsync(userName, email, password, onlyAsFirst: true))
        {
            Console.WriteLine($"Administrator {userName} created.");
        }
    }

    /// <returns>False where it should be the first account and is not.</returns>
    /// <exception cref="CommandFailedException">The name, address or password is not accepted.</exception>
    internal async Task<bool> CreateAsync(string userName, string email, string password, bool onlyAsFirst = false)
    {
        var isNeeded = true;
        var result = await db.AdministerAsync(async () =>
        {
            // Asked while others who create accounts wait: two web processes that migrate at once make one.
            isNeeded = !onlyAsFirst || !await db.Users.AnyAsync();
            return isNeeded ? await CreateAsync(new StaffUser { UserName = userName, Email = EmailAddress.Normalize(email), CreatedAt = time.UtcNow }, password) : IdentityResult.Success;
        });
        return result.Succeeded
            ? isNeeded
            : throw new CommandFailedException(string.Join(Environment.NewLine, result.Errors.Select(e => e.Description)));
    }

    private async Task<IdentityResult> CreateAsync(StaffUser user, string password)
    {
        db.Add(AuditEntry.Of(Actor.System, new AccountCreated(user.UserName!, Roles.Administrator, user.Email), time.UtcNow));
        var result = await users.CreateAsync(user, password);
        return result.Succeeded ? await users.AddToRoleAsync(user, Roles.Administrator) : result;
    }
}

/// <summary>SUPERUSER_USERNAME, SUPERUSER_EMAIL and SUPERUSER_PASSWORD: the first administrator. Holds a password: never log it.</summary>
public sealed record FirstAdministratorOptions(string? UserName, string? Email, string? Password)
{
    internal static FirstAdministratorOptions Read(SettingsReader settings) =>
        new(settings.Text("SUPERUSER_USERNAME"), settings.Text("SUPERUSER_EMAIL"), settings.Secret("SUPERUSER_PASSWORD"));

    public override string ToString() => nameof(FirstAdministratorOptions);
}
