using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>The exhibitions whose people may be shown to whoever asks, also while they work at another one.</summary>
public sealed class VisibleExhibitions(ExhibitionCache exhibitions)
{
    /// <summary>The first one first.</summary>
    public ValueTask<IReadOnlyList<ExhibitionSettings>> GetAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(exhibitions.All);
    }
}
