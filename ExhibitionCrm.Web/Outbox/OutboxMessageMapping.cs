using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Outbox;

internal sealed class OutboxMessageMapping : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> message)
    {
        message.ToTable("outbox_messages", t => t.HasCheckConstraint(
            "ck_outbox_messages_recipient", "(customer_id is null) <> (user_id is null)"));
        message.Property(m => m.Id).ValueGeneratedNever();
        message.Property(m => m.Kind).HasMaxLength(20).HasConversion<string>();
        message.Property(m => m.State).HasMaxLength(10).HasConversion<string>();
        message.Property(m => m.LastError).HasMaxLength(DeliveryAttempt.ErrorMaxLength);
        message.HasIndex(m => new { m.ExhibitionId, m.CustomerId }).HasDatabaseName("ix_outbox_messages_customer");
        message.HasOne<StaffUser>().WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Cascade);
        message.HasIndex(m => new { m.UserId, m.ExhibitionId }).HasFilter("user_id is not null").HasDatabaseName("ix_outbox_messages_user");
        message.HasIndex(m => new { m.BatchId, m.CustomerId }).IsUnique().HasFilter("batch_id is not null").HasDatabaseName("ux_outbox_messages_batch");

        // The queue: small however many mails were ever sent.
        message.HasIndex(m => m.DueAt).HasFilter("state in ('Queued', 'Sending')").HasDatabaseName("ix_outbox_messages_due");

        // What is being sent, so that it is counted at each claim; led by the exhibition for whoever counts only theirs.
        message.HasIndex(m => new { m.ExhibitionId, m.DueAt }).HasFilter("state = 'Sending'").HasDatabaseName("ix_outbox_messages_sending");
        message.HasIndex(m => new { m.ExhibitionId, m.State, m.CreatedAt, m.Id }).HasDatabaseName("ix_outbox_messages_state");
        message.HasIndex(m => new { m.ExhibitionId, m.CreatedAt, m.Id }).HasDatabaseName("ix_outbox_messages_created_at");
    }
}
