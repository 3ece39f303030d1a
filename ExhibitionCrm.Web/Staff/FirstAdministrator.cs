using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Staff;

/// <summary>Makes the first account: from SUPERUSER_* at the first migration, or by a command.</summary>
public sealed class FirstAdministrator(
    CrmDbContext db, UserManager<StaffUser> users, IConfiguration configuration, ExhibitionTime time)
{
    /// <summary>Does nothing once there is any account, or without all three of the SUPERUSER_* variables.</summary>
    /// <exception cref="CommandException">The name, address or password is not accepted.</exception>
    internal async Task CreateFromSettingsAsync()
    {
        if (configuration["SUPERUSER_USERNAME"] is not { Length: > 0 } userName ||
            configuration["SUPERUSER_EMAIL"] is not { Length: > 0 } email ||
            configuration["SUPERUSER_PASSWORD"] is not { Length: > 0 } password ||
            await db.Users.AnyAsync())
        {
            return;
        }

        await CreateAsync(userName, email, password);
        Console.WriteLine($"administrator created: {userName}");
    }

    /// <exception cref="CommandException">The name, address or password is not accepted.</exception>
    internal async Task CreateAsync(string userName, string email, string password)
    {
        var user = new StaffUser { UserName = userName, Email = email, EmailConfirmed = true, CreatedAt = time.UtcNow };
        var result = await users.CreateAsync(user, password);
        if (result.Succeeded)
        {
            db.AuditEntries.Add(AuditEntry.Of(
                Actor.System, AuditAction.Created, AuditSubject.User, user.UserName, time.UtcNow, ("role", null, Roles.Administrator)));
            result = await users.AddToRoleAsync(user, Roles.Administrator);
        }

        if (!result.Succeeded)
        {
            throw new CommandException(string.Join(Environment.NewLine, result.Errors.Select(e => e.Description)));
        }
    }
}
