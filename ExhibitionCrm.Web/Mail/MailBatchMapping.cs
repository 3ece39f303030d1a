using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Mail;

internal sealed class MailBatchMapping : IEntityTypeConfiguration<MailBatch>
{
    public void Configure(EntityTypeBuilder<MailBatch> batch)
    {
        batch.ToTable("mail_batches");
        batch.HasKey(b => b.Id).HasName(MailBatch.PrimaryKeyName);
        batch.Property(b => b.Id).ValueGeneratedNever();
        batch.Property(b => b.CreatedBy).HasMaxLength(AuditEntry.ActorMaxLength);
        batch.HasMany<OutboxMessage>().WithOne().HasForeignKey(m => m.BatchId).OnDelete(DeleteBehavior.SetNull);
        batch.HasIndex(b => new { b.ExhibitionId, b.CreatedAt }).HasDatabaseName("ix_mail_batches_created_at");

        // Of two people who cancel at once, the second finds it done.
        batch.Property(b => b.CancelledAt).IsConcurrencyToken();
    }
}
