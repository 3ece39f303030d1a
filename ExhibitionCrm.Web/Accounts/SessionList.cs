namespace ExhibitionCrm.Web.Accounts;

/// <summary>What _Sessions.cshtml shows.</summary>
/// <param name="Current">The session of who looks at it; null where it is somebody else's list.</param>
public sealed record SessionList(IReadOnlyList<SessionRow> Rows, Guid? Current);
