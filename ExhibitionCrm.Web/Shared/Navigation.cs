using System.Security.Claims;
using ExhibitionCrm.Web.Staff;

namespace ExhibitionCrm.Web.Shared;

/// <summary>A place of the main navigation.</summary>
public sealed record NavItem(string Path, string Label, string Icon)
{
    /// <summary>"page" for the place that the request is in, else null, which leaves the attribute out.</summary>
    public string? AriaCurrent(PathString request) =>
        (Path == "/" ? request == "/" || !request.HasValue : request.StartsWithSegments(Path)) ? "page" : null;
}

/// <summary>The places that the shell offers, by role.</summary>
public static class Navigation
{
    private static readonly NavItem[] Everyone =
    [
        new("/", "Home", "home"),
        new("/customers", "Customers", "users"),
        new("/bills", "Bills", "receipt"),
        new("/mail", "Mail", "mail"),
    ];

    private static readonly NavItem[] Administrator =
    [
        .. Everyone,
        new("/staff", "Staff", "shield-lock"),
        new("/activity", "Activity", "history"),
        new("/settings", "Settings", "settings"),
    ];

    public static IReadOnlyList<NavItem> For(ClaimsPrincipal user) =>
        user.MayAdminister() ? Administrator : Everyone;
}
