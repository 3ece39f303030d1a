using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Exhibitions;

// Asked for by an exhibition's ID, also from pages that are about none: so it has no filter, as the exhibition itself has none.
internal sealed class ExhibitionLogoMapping : IEntityTypeConfiguration<ExhibitionLogo>
{
    private const int UserNameMaxLength = 256;

    public void Configure(EntityTypeBuilder<ExhibitionLogo> logo)
    {
        logo.ToTable("exhibition_logos", t =>
        {
            t.HasCheckConstraint("ck_exhibition_logos_content_type", "content_type in ('image/png', 'image/jpeg')");
            t.HasCheckConstraint("ck_exhibition_logos_content", $"octet_length(content) between 1 and {LogoImage.MaxStoredBytes}");
            t.HasCheckConstraint("ck_exhibition_logos_width", $"width between {LogoImage.MinPixels} and {LogoImage.MaxPixels}");
            t.HasCheckConstraint("ck_exhibition_logos_height", $"height between {LogoImage.MinPixels} and {LogoImage.MaxPixels}");
            t.HasCheckConstraint("ck_exhibition_logos_version", $"version ~ '^[0-9a-f]{{{LogoImage.VersionLength}}}$'");
            t.HasCheckConstraint("ck_exhibition_logos_uploaded_by", TextShape.Line("uploaded_by"));
        });
        logo.HasKey(l => l.ExhibitionId).HasName("pk_exhibition_logos");
        logo.Property(l => l.ExhibitionId).ValueGeneratedNever();
        logo.Property(l => l.ContentType).HasMaxLength(ExhibitionLogo.ContentTypeMaxLength);
        logo.Property(l => l.Version).HasMaxLength(LogoImage.VersionLength);
        logo.Property(l => l.UploadedBy).HasMaxLength(UserNameMaxLength);
        logo.HasOne<Exhibition>().WithOne().HasForeignKey<ExhibitionLogo>(l => l.ExhibitionId).OnDelete(DeleteBehavior.Cascade).HasConstraintName("fk_exhibition_logos_exhibitions");
    }
}
