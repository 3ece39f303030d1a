using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.ValueGeneration;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace ExhibitionCrm.Web.Data;

/// <summary>
/// Gives what is added the exhibition that its context is about. That there is such an exhibition the database watches over
/// by constraints that the model does not have: by them Entity Framework would count on it for a value.
/// </summary>
internal sealed class ExhibitionOfContext : ValueGenerator<int>
{
    public override bool GeneratesTemporaryValues => false;

    public override int Next(EntityEntry entry) =>
        entry.Entity is IMayBeOfExhibition { IsOfExhibition: false } ? IMayBeOfExhibition.Installation : ((CrmDbContext)entry.Context).ExhibitionId;

    internal static void Give(EntityTypeBuilder entity)
    {
        var property = entity.Property(nameof(IOfExhibition.ExhibitionId)).ValueGeneratedOnAdd().HasValueGenerator<ExhibitionOfContext>();

        // The database counts nothing here.
        property.Metadata.SetValueGenerationStrategy(NpgsqlValueGenerationStrategy.None);
        property.Metadata.SetBeforeSaveBehavior(PropertySaveBehavior.Save);
        property.Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Throw);
    }
}
