using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ExhibitionCrm.Web.Data;

/// <summary>For `dotnet ef migrations add`, which needs the model but no database.</summary>
internal sealed class DesignTimeDbContextFactory : IDesignTimeDbContextFactory<CrmDbContext>
{
    public CrmDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<CrmDbContext>().UseNpgsql().UseCrmConventions().Options);
}
