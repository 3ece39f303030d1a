using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Security;

// That there is such an exhibition the database watches over by a constraint that the model does not have: it goes with them.
internal sealed class ExhibitionRoleMapping : IEntityTypeConfiguration<ExhibitionRole>
{
    public void Configure(EntityTypeBuilder<ExhibitionRole> given)
    {
        given.ToTable("exhibition_roles", t => t.HasCheckConstraint("ck_exhibition_roles_role", $"role in ('{Roles.Staff}', '{Roles.Viewer}')"));
        given.HasKey(r => new { r.UserId, r.ExhibitionId }).HasName("pk_exhibition_roles");
        given.Property(r => r.ExhibitionId).ValueGeneratedNever();
        given.HasOne<StaffUser>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade).HasConstraintName("fk_exhibition_roles_users");
    }
}
