using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Web.Staff;

/// <summary>Says what somebody is.</summary>
public static class RoleWords
{
    /// <summary>In a few words, such as "Staff at Expo 2026"; with one exhibition, the role.</summary>
    public static string Brief(AccountRow account, IReadOnlyList<StaffExhibition> exhibitions) => (account.IsAdministrator, At(account, exhibitions)) switch
    {
        (true, _) => Roles.Administrator,
        (_, []) => "No role",
        (_, [var (_, role)]) when exhibitions.Count == 1 => role,
        (_, [var (exhibition, role)]) => $"{role} at {exhibition.Name}",
        (_, var several) => $"{several.Count} exhibitions",
    };

    /// <summary>Of who is no administrator, the newest exhibition first.</summary>
    public static IReadOnlyList<(StaffExhibition Exhibition, string Role)> At(AccountRow account, IReadOnlyList<StaffExhibition> exhibitions) =>
    [
        .. from exhibition in exhibitions
           join given in account.ExhibitionRoles on exhibition.Id equals given.ExhibitionId
           where !account.IsAdministrator
           select (exhibition, given.Role),
    ];
}
