namespace ExhibitionCrm.Web.Security;

/// <summary>What somebody is at an exhibition. Who has none there is nobody there; administrators need none anywhere.</summary>
public sealed class ExhibitionRole
{
    public required Guid UserId { get; init; }

    public required int ExhibitionId { get; init; }

    /// <summary><see cref="Roles.Staff"/> or <see cref="Roles.Viewer"/>.</summary>
    public required string Role { get; init; }
}
