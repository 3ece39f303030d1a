using System.Text.Json;
using ExhibitionCrm.Web.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Data;

internal sealed class AuditMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("audit_entries");
        entry.Property(e => e.Actor).HasMaxLength(AuditEntry.ActorMaxLength);
        entry.Property(e => e.Action).HasMaxLength(30).HasConversion<string>();
        entry.Property(e => e.Subject).HasMaxLength(10).HasConversion<string>();
        entry.Property(e => e.SubjectId).HasMaxLength(Staff.StaffUser.UserNameMaxLength);
        entry.Property(e => e.Changes).HasColumnType("jsonb").HasConversion(
            changes => JsonSerializer.Serialize(changes, JsonSerializerOptions.Web),
            json => JsonSerializer.Deserialize<Dictionary<string, AuditChange>>(json, JsonSerializerOptions.Web)!,
            // Entries are written once and never changed.
            new ValueComparer<IReadOnlyDictionary<string, AuditChange>>(
                (a, b) => ReferenceEquals(a, b), changes => changes.Count, changes => changes));
        entry.HasIndex(e => new { e.Subject, e.SubjectId, e.Id }).HasDatabaseName("ix_audit_entries_subject");
        entry.HasIndex(e => e.At).HasDatabaseName("ix_audit_entries_at");
    }
}
