using ExhibitionCrm.Web.Data;

namespace ExhibitionCrm.Web.Activity;

/// <summary>How a feature looks up what its subjects are called now: by ID, all those of a page at once.</summary>
public sealed record SubjectNames(
    string Type, Func<CrmDbContext, IReadOnlyCollection<string>, CancellationToken, Task<Dictionary<string, string>>> FindAsync);
