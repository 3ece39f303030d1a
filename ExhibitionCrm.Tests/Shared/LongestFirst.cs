using Xunit.Abstractions;

[assembly: TestCollectionOrderer("ExhibitionCrm.Tests.LongestFirst", "ExhibitionCrm.Tests")]

namespace ExhibitionCrm.Tests;

/// <summary>Begins with the classes that take minutes, which otherwise are what all wait for at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        AppHost.OneAppHostAtATime.Name, nameof(Browser.TypeAheadTests), nameof(Browser.PagesInABrowserTests), nameof(Browser.LooksTests),
        nameof(Data.HealthTests), nameof(Staff.SuperuserCommandsTests), nameof(Customers.IndexTests), nameof(Data.MigrateCommandTests),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.FindIndex(Long, name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal)) is >= 0 and var place ? place : Long.Length);
}
