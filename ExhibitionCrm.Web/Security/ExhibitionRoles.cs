using System.Globalization;
using System.Security.Claims;

namespace ExhibitionCrm.Web.Security;

/// <summary>
/// What a signed-in person is at each exhibition, as their session says: one claim with all, such as "3:Staff 4:Viewer". It
/// is brought up to date where the session is looked at, so that a role counts from the next request on.
/// </summary>
public static class ExhibitionRoles
{
    public const string ClaimType = "exhibitions";

    private const char Between = ' ';
    private const char Within = ':';

    /// <summary>For <see cref="RoleAt"/>.</summary>
    public static Claim ToClaim(IEnumerable<ExhibitionRole> roles) => new(
        ClaimType, string.Join(Between, roles.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.ExhibitionId}{Within}{r.Role}"))));

    /// <summary>Null for who has none there. Administrators are that everywhere.</summary>
    public static string? RoleAt(ClaimsPrincipal user, int exhibitionId) => user.IsInRole(Roles.Administrator)
        ? Roles.Administrator
        : All(user).Where(given => given.ExhibitionId == exhibitionId).Select(given => given.Role).FirstOrDefault();

    /// <summary>The IDs of the exhibitions that somebody was given. Of an administrator none: they see all.</summary>
    public static IEnumerable<int> Of(ClaimsPrincipal user) => All(user).Select(given => given.ExhibitionId);

    /// <summary>Whether somebody has the role here or at any exhibition.</summary>
    public static bool HasAnywhere(ClaimsPrincipal user, string role) => user.IsInRole(role) || All(user).Any(given => given.Role == role);

    private static IEnumerable<(int ExhibitionId, string Role)> All(ClaimsPrincipal user) =>
        from given in (user.FindFirstValue(ClaimType) ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries)
        let parts = given.Split(Within)
        select (int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]);
}
