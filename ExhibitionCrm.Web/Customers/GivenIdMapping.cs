using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Customers;

internal sealed class GivenIdMapping : IEntityTypeConfiguration<GivenId>
{
    public void Configure(EntityTypeBuilder<GivenId> given)
    {
        given.ToTable("given_ids");
        given.HasKey(g => g.Id).HasName(GivenId.PrimaryKeyName);
        given.Property(g => g.Id).HasMaxLength(CustomerId.Length);

        // Together with it, an ID is saved before the customer who gets it.
        given.HasMany<Customer>().WithOne().HasForeignKey(c => c.Id).OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_customers_given_ids");
    }
}
