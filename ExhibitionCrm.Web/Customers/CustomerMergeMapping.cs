using ExhibitionCrm.Web.Activity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Customers;

internal sealed class CustomerMergeMapping : IEntityTypeConfiguration<CustomerMerge>
{
    public void Configure(EntityTypeBuilder<CustomerMerge> merge)
    {
        merge.ToTable("customer_merges", t =>
        {
            t.HasCheckConstraint("ck_customer_merges_ids", "survivor_id <> merged_id");
            t.HasCheckConstraint("ck_customer_merges_undone", "(undone_at is null) = (undone_by is null)");
        });
        merge.Property(m => m.SurvivorId).HasMaxLength(CustomerId.Length);
        merge.Property(m => m.MergedId).HasMaxLength(CustomerId.Length);
        merge.Property(m => m.MergedBy).HasMaxLength(AuditEntry.ActorMaxLength);
        merge.Property(m => m.UndoneBy).HasMaxLength(AuditEntry.ActorMaxLength);
        merge.Property(m => m.MergedRow).HasColumnType("jsonb");
        merge.Property(m => m.MergedKey).HasComputedColumnSql("(merged_row ->> 'submission_key')::uuid", stored: true);
        merge.Property(m => m.SurvivorBefore).HasColumnType("jsonb");
        merge.Property(m => m.SurvivorAfter).HasColumnType("jsonb");
        merge.Property(m => m.Mails).HasColumnType("jsonb");
        merge.HasIndex(m => m.IdempotencyKey).IsUnique().HasDatabaseName("ux_customer_merges_idempotency_key");
        merge.HasIndex(m => new { m.ExhibitionId, m.SurvivorId, m.Id }).HasDatabaseName("ix_customer_merges_survivor");
        merge.HasIndex(m => new { m.MergedId, m.Id }).HasDatabaseName("ix_customer_merges_merged");
        merge.HasIndex(m => m.MergedKey).HasDatabaseName("ix_customer_merges_merged_key");
        merge.HasIndex(m => m.MergedAt).HasFilter("erased_at is null").HasDatabaseName("ix_customer_merges_kept");
        merge.Ignore(m => m.Merged).Ignore(m => m.Before).Ignore(m => m.After);
    }
}
