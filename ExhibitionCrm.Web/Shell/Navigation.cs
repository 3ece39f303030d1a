using System.Security.Claims;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Web.Shell;

/// <summary>A place of the main navigation.</summary>
public sealed record NavItem(string Path, string Label, string Icon)
{
    /// <summary>"page" for the place that the request is in, else null, which leaves the attribute out.</summary>
    public string? AriaCurrent(PathString address)
    {
        // Whatever stands below a home page is another place.
        return (Path.EndsWith('/') ? address == Path : address.StartsWithSegments(Path)) ? "page" : null;
    }
}

/// <summary>The places that the shell offers, by role.</summary>
public static class Navigation
{
    /// <param name="isOneOfSeveral">Whether there is more than one exhibition to go to.</param>
    public static IReadOnlyList<NavItem> For(ClaimsPrincipal user, Links links, bool isOneOfSeveral)
    {
        NavItem[] everyone =
        [
            new(links.Home, "Home", "home"),
            new(links.Customers, "Customers", "users"),
            new(links.Bills, "Bills", "receipt"),
            new(links.Mail, "Mail", "mail"),
        ];
        return !user.MayAdminister() ? everyone :
        [
            .. everyone,
            .. isOneOfSeveral ? new NavItem[] { new(Links.Exhibitions, "Exhibitions", "building-pavilion") } : [],
            new(Links.Staff, "Staff", "shield-lock"),
            new(links.Activity, "Activity", "history"),
            new(Links.Settings, "Settings", "settings"),
        ];
    }
}
