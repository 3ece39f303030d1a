using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Activity;

internal sealed class AuditEntryMapping : IEntityTypeConfiguration<AuditEntry>
{
    private const int TypeMaxLength = 10;
    private const int IdMaxLength = Security.StaffUser.UserNameMaxLength;

    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("audit_entries");
        entry.Property(e => e.Actor).HasMaxLength(AuditEntry.ActorMaxLength);
        entry.Property(e => e.Kind).HasMaxLength(EventKindAttribute.MaxLength);
        entry.Property(e => e.Subject).HasMaxLength(TypeMaxLength);
        entry.Property(e => e.SubjectId).HasMaxLength(IdMaxLength);
        entry.Property(e => e.Owner).HasMaxLength(TypeMaxLength);
        entry.Property(e => e.OwnerId).HasMaxLength(IdMaxLength);
        entry.Property(e => e.Data).HasColumnType("jsonb");
        entry.Ignore(e => e.Event);

        // A history is a walk of one of these.
        entry.HasIndex(e => new { e.ExhibitionId, e.Subject, e.SubjectId, e.Id }).HasDatabaseName("ix_audit_entries_subject");
        entry.HasIndex(e => new { e.ExhibitionId, e.Owner, e.OwnerId, e.Id }).HasFilter("owner_id is not null").HasDatabaseName("ix_audit_entries_owner");

        // The activity, whole and narrowed, with the ID to break ties.
        entry.HasIndex(e => new { e.ExhibitionId, e.At, e.Id }).HasDatabaseName("ix_audit_entries_at");
        entry.HasIndex(e => new { e.ExhibitionId, e.Actor, e.At, e.Id }).HasDatabaseName("ix_audit_entries_actor");
        entry.HasIndex(e => new { e.ExhibitionId, e.Kind, e.At, e.Id }).HasDatabaseName("ix_audit_entries_kind");
    }
}
