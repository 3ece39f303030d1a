using ExhibitionCrm.Web.Data;

namespace ExhibitionCrm.Tests;

/// <summary>Makes rows for a test; what an argument does not say is made up. One file an entity.</summary>
public sealed partial class TestData(CrmSite site)
{
    private static int Number;

    // Tells apart what different tests of a class make.
    private static int Next() => Interlocked.Increment(ref Number);

    private async Task SaveAsync(Func<CrmDbContext, Task> change)
    {
        await using var db = site.Database.Open();
        await change(db);
        await db.SaveChangesAsync();
    }
}
