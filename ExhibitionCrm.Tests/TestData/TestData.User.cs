using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;

namespace ExhibitionCrm.Tests;

public sealed partial class TestData
{
    /// <summary>Of every account that <see cref="UserAsync"/> makes, unless it was told another.</summary>
    public const string Password = "correct horse battery staple";

    public Task<StaffUser> UserAsync(string role = Roles.Staff, string? userName = null, string? email = null, string password = Password) =>
        site.WithServiceAsync<UserManager<StaffUser>, StaffUser>(async users =>
        {
            userName ??= $"{role.ToLowerInvariant()}{Next()}";
            var user = new StaffUser
            {
                UserName = userName,
                Email = email ?? $"{userName}@example.org",
                EmailConfirmed = true,
                CreatedAt = DateTimeOffset.UtcNow,
            };
            Check(await users.CreateAsync(user, password));
            Check(await users.AddToRoleAsync(user, role));
            return user;
        });

    private static void Check(IdentityResult result) =>
        Assert.True(result.Succeeded, string.Join(' ', result.Errors.Select(e => e.Description)));
}
