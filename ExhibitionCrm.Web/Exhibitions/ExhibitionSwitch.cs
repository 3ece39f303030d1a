using System.Security.Claims;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>What the shell offers for going to another exhibition.</summary>
public sealed class ExhibitionSwitch(ExhibitionCache cache, CurrentExhibition current)
{
    private const int Most = 50;

    /// <summary>Null where a page is about none.</summary>
    public ExhibitionSettings? Current => current.Chosen;

    /// <summary>
    /// Whose logo the header shows: the one that a page is about, or the only one. Null where somebody has no role there.
    /// </summary>
    public ExhibitionSettings? ShownTo(ClaimsPrincipal user) =>
        (Current ?? (cache.Latest is [var only] ? only : null)) is { } shown && ExhibitionRoles.RoleAt(user, shown.Id) is not null ? shown : null;

    /// <summary>
    /// Those where somebody has a role, the newest first; none where there is nothing to choose. No question to the database:
    /// pages that tell of its absence show them too.
    /// </summary>
    public IReadOnlyList<ExhibitionSettings> ChoicesFor(ClaimsPrincipal user)
    {
        var theirs = cache.Latest.Where(exhibition => ExhibitionRoles.RoleAt(user, exhibition.Id) is not null).Reverse().Take(Most).ToList();
        return theirs.Count > 1 ? theirs : [];
    }
}
