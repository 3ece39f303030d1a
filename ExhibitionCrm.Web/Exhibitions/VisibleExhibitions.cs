using System.Security.Claims;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>The exhibitions whose people may be shown to whoever asks, also while they work at another one.</summary>
public sealed class VisibleExhibitions(ExhibitionCache exhibitions)
{
    private ClaimsPrincipal? _person;

    /// <summary>Says who asks. Nobody does where the program works by itself, which sees all.</summary>
    public void To(ClaimsPrincipal person) => _person = person;

    /// <summary>The first one first.</summary>
    public IReadOnlyList<ExhibitionSettings> Get() =>
        _person is null ? exhibitions.All : [.. exhibitions.All.Where(exhibition => ExhibitionRoles.RoleAt(_person, exhibition.Id) is not null)];
}
