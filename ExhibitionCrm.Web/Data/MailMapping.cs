using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Data;

internal sealed class OutboxMessageMapping : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> message)
    {
        message.ToTable("outbox_messages", t => t.HasCheckConstraint(
            "ck_outbox_messages_recipient", "(customer_id is null) <> (user_id is null)"));
        message.Property(m => m.Id).ValueGeneratedNever();
        message.Property(m => m.Kind).HasMaxLength(20).HasConversion<string>();
        message.Property(m => m.State).HasMaxLength(10).HasConversion<string>();
        message.Property(m => m.LastError).HasMaxLength(MailAttempt.ErrorMaxLength);
        message.HasOne<Customer>().WithMany().HasForeignKey(m => m.CustomerId).OnDelete(DeleteBehavior.Cascade);
        message.HasOne<StaffUser>().WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Cascade);

        message.HasOne<MailBatch>().WithMany().HasForeignKey(m => m.BatchId).OnDelete(DeleteBehavior.SetNull);
        message.HasIndex(m => new { m.BatchId, m.CustomerId }).IsUnique().HasFilter("batch_id is not null").HasDatabaseName("ux_outbox_messages_batch");

        // The queue: small however many mails were ever sent.
        message.HasIndex(m => m.DueAt).HasFilter("state in ('Queued', 'Sending')").HasDatabaseName("ix_outbox_messages_due");
        message.HasIndex(m => new { m.State, m.CreatedAt, m.Id }).HasDatabaseName("ix_outbox_messages_state");
        message.HasIndex(m => new { m.CreatedAt, m.Id }).HasDatabaseName("ix_outbox_messages_created_at");
    }
}

internal sealed class MailBatchMapping : IEntityTypeConfiguration<MailBatch>
{
    public const string PrimaryKey = "pk_mail_batches";

    public void Configure(EntityTypeBuilder<MailBatch> batch)
    {
        batch.ToTable("mail_batches");
        batch.HasKey(b => b.Id).HasName(PrimaryKey);
        batch.Property(b => b.Id).ValueGeneratedNever();
        batch.Property(b => b.CreatedBy).HasMaxLength(Audit.AuditEntry.ActorMaxLength);
        batch.HasIndex(b => b.CreatedAt).HasDatabaseName("ix_mail_batches_created_at");

        // Of two people who cancel at once, the second finds it done.
        batch.Property(b => b.CancelledAt).IsConcurrencyToken();
    }
}

internal sealed class MailAttemptMapping : IEntityTypeConfiguration<MailAttempt>
{
    public void Configure(EntityTypeBuilder<MailAttempt> attempt)
    {
        attempt.ToTable("mail_attempts");
        attempt.Property(a => a.Recipient).HasMaxLength(Shared.EmailAddress.MaxLength);
        attempt.Property(a => a.Error).HasMaxLength(MailAttempt.ErrorMaxLength);
        attempt.HasOne<OutboxMessage>().WithMany().HasForeignKey(a => a.MessageId).OnDelete(DeleteBehavior.Cascade);
    }
}
