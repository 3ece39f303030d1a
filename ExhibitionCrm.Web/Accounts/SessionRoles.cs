using System.Security.Claims;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>What the person of a session is as of now, whatever they were when it began.</summary>
/// <param name="OfInstallation">The role that Identity knows; null for none.</param>
/// <param name="AtExhibitions">As <see cref="ExhibitionRoles.ToClaim"/> writes it.</param>
public sealed record SessionRoles(string? OfInstallation, string AtExhibitions)
{
    /// <summary>Whether the session says so already. Those that a version before has begun may say nothing of exhibitions.</summary>
    public bool AreThoseOf(ClaimsPrincipal person) =>
        person.FindFirstValue(ExhibitionRoles.ClaimType) == AtExhibitions
        && person.FindAll(ClaimTypes.Role).Select(claim => claim.Value).SequenceEqual(OfInstallation is null ? [] : [OfInstallation]);

    /// <summary>The same person with these roles.</summary>
    public ClaimsPrincipal GivenTo(ClaimsPrincipal person)
    {
        var renewed = person.Clone();
        var identity = renewed.Identities.First();
        foreach (var claim in identity.FindAll(claim => claim.Type is ClaimTypes.Role or ExhibitionRoles.ClaimType).ToList())
        {
            identity.RemoveClaim(claim);
        }

        if (OfInstallation is not null)
        {
            identity.AddClaim(new Claim(ClaimTypes.Role, OfInstallation));
        }

        identity.AddClaim(new Claim(ExhibitionRoles.ClaimType, AtExhibitions));
        return renewed;
    }
}
