using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Exhibitions;

internal sealed class ExhibitionSlugMapping : IEntityTypeConfiguration<ExhibitionSlug>
{
    public void Configure(EntityTypeBuilder<ExhibitionSlug> slug)
    {
        slug.ToTable("exhibition_slugs");
        slug.HasKey(s => s.Slug).HasName("pk_exhibition_slugs");
        slug.Property(s => s.Slug).HasMaxLength(Exhibition.SlugMaxLength);
        slug.HasOne<Exhibition>().WithMany().HasForeignKey(s => s.ExhibitionId).HasConstraintName("fk_exhibition_slugs_exhibitions");
        slug.HasIndex(s => s.ExhibitionId).HasDatabaseName("ix_exhibition_slugs_exhibition");
    }
}
