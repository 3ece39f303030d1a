using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Web.Staff;

/// <summary>What an administrator makes of somebody: an administrator of all, or somebody with a role at some exhibitions.</summary>
/// <param name="At">Staff or Viewer by the exhibition's ID; null takes the role there away. Where nothing is said it stays.</param>
public sealed record GivenRoles(bool IsAdministrator, IReadOnlyDictionary<int, string?> At)
{
    public static readonly GivenRoles Administrator = new(true, new Dictionary<int, string?>());

    public static GivenRoles By(IReadOnlyDictionary<int, string?> at) => new(false, at);

    /// <param name="held">The roles of before. What is said of exhibitions that are not there any more counts for nothing.</param>
    internal HeldRoles Over(HeldRoles held, IReadOnlyList<StaffExhibition> exhibitions)
    {
        var at = new Dictionary<int, string>();
        foreach (var id in IsAdministrator ? [] : exhibitions.Select(e => e.Id))
        {
            if ((At.TryGetValue(id, out var given) ? given : held.At.GetValueOrDefault(id)) is { } role)
            {
                at[id] = role;
            }
        }

        return new HeldRoles(IsAdministrator, at);
    }
}

/// <summary>What somebody is.</summary>
/// <param name="At">Staff or Viewer by the exhibition's ID; nothing for administrators.</param>
internal sealed record HeldRoles(bool IsAdministrator, IReadOnlyDictionary<int, string> At)
{
    public static readonly HeldRoles None = new(false, new Dictionary<int, string>());

    public bool AreThose(HeldRoles others) =>
        IsAdministrator == others.IsAdministrator && At.Count == others.At.Count && At.All(one => others.At.GetValueOrDefault(one.Key) == one.Value);

    /// <summary>
    /// The role by which programs go that know of one exhibition only, the first one: that there, and for who has none there the
    /// one that may do least.
    /// </summary>
    public string Single(IReadOnlyList<StaffExhibition> exhibitions) =>
        IsAdministrator ? Roles.Administrator : (exhibitions is [.., var first] ? At.GetValueOrDefault(first.Id) : null) ?? Roles.Viewer;

    /// <summary>In one word; empty where there is one exhibition and no role at it.</summary>
    public string Describe(IReadOnlyList<StaffExhibition> exhibitions) => this switch
    {
        { IsAdministrator: true } => Roles.Administrator,
        _ when exhibitions is [var only] => At.GetValueOrDefault(only.Id) ?? "",
        _ => Roles.ByExhibition,
    };

    /// <summary>What has to be told of becoming this. With one exhibition it is one role that changes.</summary>
    public IEnumerable<AccountEvent> Since(HeldRoles before, string userName, IReadOnlyList<StaffExhibition> exhibitions)
    {
        if (Change.Between(before.Describe(exhibitions), Describe(exhibitions)) is { } change)
        {
            yield return new AccountRoleChanged(userName, change);
        }

        foreach (var happened in SinceAt(before, userName, exhibitions))
        {
            yield return happened;
        }
    }

    // Of who becomes an administrator, that is said already; with one exhibition, all is.
    internal IEnumerable<AccountEvent> SinceAt(HeldRoles before, string userName, IReadOnlyList<StaffExhibition> exhibitions) =>
        from exhibition in exhibitions
        where !IsAdministrator && exhibitions.Count > 1
        let change = (Before: before.At.GetValueOrDefault(exhibition.Id), After: At.GetValueOrDefault(exhibition.Id))
        where change.Before != change.After
        select new AccountExhibitionRoleChanged(userName, exhibition.Id, exhibition.Name, change.Before, change.After);
}
