namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>
/// A short name that an exhibition has or had, kept by the database: what was bookmarked, or is open in a tab, under one of
/// before goes on leading there, so no other exhibition gets it. See <see cref="Exhibition.Slug"/>.
/// </summary>
public sealed class ExhibitionSlug
{
    public required string Slug { get; init; }

    public required int ExhibitionId { get; init; }
}
