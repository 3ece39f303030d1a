using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace ExhibitionCrm.Web.Bills;

internal sealed class BillMapping : IEntityTypeConfiguration<Bill>
{
    public void Configure(EntityTypeBuilder<Bill> bill)
    {
        bill.ToTable("bills", t =>
        {
            t.HasCheckConstraint("ck_bills_number", "number > 0");
            t.HasCheckConstraint("ck_bills_amount", $"amount > 0 and amount <= 99999999.99 and scale(amount) <= {Currency.MostPlaces}");
            t.HasCheckConstraint("ck_bills_description", TextShape.Lines("description"));
            t.HasCheckConstraint("ck_bills_void_reason", TextShape.Lines("void_reason"));
            t.HasCheckConstraint(
                "ck_bills_void", "(voided_at is null) = (void_reason is null) and (voided_at is null) = (voided_by is null)");
        });
        bill.HasKey(b => b.Id).HasName(Bill.PrimaryKeyName);
        bill.Property(b => b.Id).ValueGeneratedNever();

        // A trigger gives one to what is saved without.
        bill.Metadata.Model.AddSequence(BillNumbers.Sequence).Type = typeof(int);
        bill.Property(b => b.Number).ValueGeneratedOnAdd();
        bill.Property(b => b.Number).Metadata.SetValueGenerationStrategy(NpgsqlValueGenerationStrategy.None);

        bill.HasOne(b => b.Customer).WithMany().HasForeignKey(b => new { b.ExhibitionId, b.CustomerId })
            .OnDelete(DeleteBehavior.Restrict).HasConstraintName(Bill.CustomerForeignKeyName);

        // Without a precision, which would be the same in all currencies: the trigger gives each amount the places of its own.
        bill.Property(b => b.Amount).HasColumnType("numeric");
        bill.Property(b => b.Description).HasMaxLength(Bill.DescriptionMaxLength);
        bill.Property(b => b.CreatedBy).HasMaxLength(AuditEntry.ActorMaxLength);
        bill.Property(b => b.VoidedBy).HasMaxLength(AuditEntry.ActorMaxLength);
        bill.Property(b => b.VoidReason).HasMaxLength(Bill.VoidReasonMaxLength);

        // Of two people who void one bill at once, the second is told.
        bill.Property(b => b.VoidedAt).IsConcurrencyToken();

        bill.HasIndex(b => new { b.ExhibitionId, b.Number }).IsUnique().HasDatabaseName(Bill.NumberIndexName);
        bill.HasIndex(b => new { b.ExhibitionId, b.CustomerId, b.CreatedAt }).HasDatabaseName("ix_bills_customer");
        bill.HasIndex(b => new { b.ExhibitionId, b.CreatedAt, b.Id }).HasDatabaseName("ix_bills_created_at");
        bill.HasIndex(b => new { b.ExhibitionId, b.CreatedBy, b.CreatedAt }).HasDatabaseName("ix_bills_created_by");
        bill.HasIndex(b => new { b.ExhibitionId, b.Amount, b.Id }).HasDatabaseName("ix_bills_amount");
    }
}
