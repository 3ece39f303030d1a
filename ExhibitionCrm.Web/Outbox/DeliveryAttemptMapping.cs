using ExhibitionCrm.Web.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Outbox;

internal sealed class DeliveryAttemptMapping : IEntityTypeConfiguration<DeliveryAttempt>
{
    public void Configure(EntityTypeBuilder<DeliveryAttempt> attempt)
    {
        attempt.ToTable("mail_attempts");
        attempt.Property(a => a.Recipient).HasMaxLength(EmailAddress.MaxLength);
        attempt.Property(a => a.Error).HasMaxLength(DeliveryAttempt.ErrorMaxLength);
        attempt.HasOne<OutboxMessage>().WithMany().HasForeignKey(a => a.MessageId).OnDelete(DeleteBehavior.Cascade);
    }
}
