using System.Security.Claims;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Web.Shell;

/// <summary>A place of the main navigation.</summary>
public sealed record NavItem(string Path, string Label, string Icon)
{
    /// <summary>"page" for the place that the request is in, else null, which leaves the attribute out.</summary>
    public string? AriaCurrent(PathString request) =>
        (Path == Links.Home ? request == Links.Home || !request.HasValue : request.StartsWithSegments(Path)) ? "page" : null;
}

/// <summary>The places that the shell offers, by role.</summary>
public static class Navigation
{
    private static readonly NavItem[] Everyone =
    [
        new(Links.Home, "Home", "home"),
        new(Links.Customers, "Customers", "users"),
        new(Links.Bills, "Bills", "receipt"),
        new(Links.Mail, "Mail", "mail"),
    ];

    private static readonly NavItem[] Administrator =
    [
        .. Everyone,
        new(Links.Exhibitions, "Exhibitions", "building-pavilion"),
        new(Links.Staff, "Staff", "shield-lock"),
        new(Links.Activity, "Activity", "history"),
        new(Links.Settings, "Settings", "settings"),
    ];

    public static IReadOnlyList<NavItem> For(ClaimsPrincipal user) =>
        user.MayAdminister() ? Administrator : Everyone;
}
