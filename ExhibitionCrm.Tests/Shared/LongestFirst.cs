using ExhibitionCrm.Tests.Stacks;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("ExhibitionCrm.Tests.LongestFirst", "ExhibitionCrm.Tests")]

namespace ExhibitionCrm.Tests;

/// <summary>Begins with the stacks, which take longer than all else together, so that the rest runs beside them.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(collection => collection.DisplayName == OneStackAtATime.Name);
}
