using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Customers;

internal sealed class GivenIdMapping : IEntityTypeConfiguration<GivenId>
{
    public void Configure(EntityTypeBuilder<GivenId> given)
    {
        given.ToTable("given_ids", t => t.HasCheckConstraint("ck_given_ids_survivor", "survivor_id <> id"));
        given.HasKey(g => g.Id).HasName(GivenId.PrimaryKeyName);
        given.Property(g => g.Id).HasMaxLength(CustomerId.Length);

        // Written by the database's own functions alone, see CustomerMerge.
        given.Property(g => g.SurvivorId).HasMaxLength(CustomerId.Length).ValueGeneratedNever();
        given.HasOne<GivenId>().WithMany().HasForeignKey(g => g.SurvivorId).OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_given_ids_survivors");
        given.HasIndex(g => g.SurvivorId).HasFilter("survivor_id is not null").HasDatabaseName("ix_given_ids_survivor");

        // Together with it, an ID is saved before the customer who gets it.
        given.HasMany<Customer>().WithOne().HasForeignKey(c => c.Id).OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_customers_given_ids");
    }
}
