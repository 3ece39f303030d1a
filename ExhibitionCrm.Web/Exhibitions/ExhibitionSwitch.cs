using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>What the shell offers for going to another exhibition.</summary>
public sealed class ExhibitionSwitch(ExhibitionCache cache, CurrentExhibition current)
{
    private const int Most = 50;

    /// <summary>Null where a page is about none.</summary>
    public ExhibitionSettings? Current => current.Chosen;

    /// <summary>The newest first; none where there is nothing to choose. No question to the database: pages that tell of its absence show them too.</summary>
    public IReadOnlyList<ExhibitionSettings> Choices => cache.Latest is { Count: > 1 } all ? [.. all.Reverse().Take(Most)] : [];
}
