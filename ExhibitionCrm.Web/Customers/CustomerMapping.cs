using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Customers;

internal sealed class CustomerMapping : IEntityTypeConfiguration<Customer>
{
    public void Configure(EntityTypeBuilder<Customer> customer)
    {
        customer.ToTable("customers", t =>
        {
            t.HasCheckConstraint("ck_customers_id", $"id ~ '^[{CustomerId.Alphabet}]{{{CustomerId.Length}}}$'");
            t.HasCheckConstraint("ck_customers_name", TextShape.Line("name"));
            t.HasCheckConstraint("ck_customers_email", TextShape.OptionalLine("email"));
            t.HasCheckConstraint("ck_customers_phone", TextShape.OptionalLine("phone"));
            t.HasCheckConstraint("ck_customers_company", TextShape.OptionalLine("company"));
            t.HasCheckConstraint("ck_customers_job_title", TextShape.OptionalLine("job_title"));
            t.HasCheckConstraint("ck_customers_note", TextShape.Lines("note"));
        });
        customer.HasKey(c => new { c.ExhibitionId, c.Id }).HasName(Customer.PrimaryKeyName);
        customer.Property(c => c.Id).HasMaxLength(CustomerId.Length).ValueGeneratedNever();
        customer.Property(c => c.Name).HasMaxLength(ContactDetails.NameMaxLength);
        customer.Property(c => c.Email).HasMaxLength(EmailAddress.MaxLength);
        customer.Property(c => c.Phone).HasMaxLength(PhoneNumber.MaxLength);

        // The defaults are for web processes of the version before, which register customers too while an update goes on.
        customer.Property(c => c.Company).HasMaxLength(ContactDetails.CompanyMaxLength).HasDefaultValue("").ValueGeneratedNever();
        customer.Property(c => c.JobTitle).HasMaxLength(ContactDetails.JobTitleMaxLength).HasDefaultValue("").ValueGeneratedNever();
        customer.Property(c => c.Note).HasMaxLength(ContactDetails.NoteMaxLength).HasDefaultValue("").ValueGeneratedNever();
        customer.Property(c => c.CompanyKey).HasMaxLength(SearchText.KeyMaxLength).UseCollation("C").HasDefaultValue(Customer.NoCompanyKey).ValueGeneratedNever();

        customer.Property(c => c.NameKey).HasMaxLength(SearchText.KeyMaxLength).UseCollation("C");
        customer.Property(c => c.CreatedBy).HasMaxLength(AuditEntry.ActorMaxLength);
        customer.Property(c => c.MailState).HasMaxLength(10).HasConversion<string>();
        customer.Property(c => c.Version).IsConcurrencyToken();
        customer.Property(c => c.IdempotencyKey).HasColumnName("submission_key");
        customer.Ignore(c => c.Contact);
        customer.HasMany<OutboxMessage>().WithOne().HasForeignKey(m => new { m.ExhibitionId, m.CustomerId }).HasConstraintName("fk_outbox_messages_customers").OnDelete(DeleteBehavior.Cascade);

        // Written by the trigger on bills alone.
        KeptByTrigger(customer.Property(c => c.BillCount).HasDefaultValue(0));
        KeptByTrigger(customer.Property(c => c.BillTotal).HasColumnType("numeric").HasDefaultValue(0m));

        customer.HasIndex(c => c.IdempotencyKey).IsUnique().HasDatabaseName(Customer.IdempotencyKeyIndexName);

        // Of a person, at whichever exhibition. A search by an ID or a part of text finds theirs at one of them by it.
        customer.HasIndex(c => new { c.Id, c.ExhibitionId }).HasDatabaseName("ix_customers_id");

        // Each sortable column of the list, with the ID to break ties, so that any page of any order is a walk of an index.
        customer.HasIndex(c => new { c.ExhibitionId, c.CreatedAt, c.Id }).HasDatabaseName("ix_customers_created_at");
        customer.HasIndex(c => new { c.ExhibitionId, c.NameKey, c.Id }).HasDatabaseName("ix_customers_name");
        customer.HasIndex(c => new { c.ExhibitionId, c.CompanyKey, c.Id }).HasDatabaseName("ix_customers_company");
        customer.HasIndex(c => new { c.ExhibitionId, c.Email, c.Id }).HasDatabaseName("ix_customers_email");
        customer.HasIndex(c => new { c.ExhibitionId, c.Phone, c.Id }).HasDatabaseName("ix_customers_phone");
        customer.HasIndex(c => new { c.ExhibitionId, c.MailState, c.Id }).HasDatabaseName("ix_customers_mail_state");
        customer.HasIndex(c => new { c.ExhibitionId, c.BillCount, c.Id }).HasDatabaseName("ix_customers_bill_count");
        customer.HasIndex(c => new { c.ExhibitionId, c.BillTotal, c.Id }).HasDatabaseName("ix_customers_bill_total");
    }

    private static void KeptByTrigger(PropertyBuilder property)
    {
        property.Metadata.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        property.Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
        property.Metadata.ValueGenerated = ValueGenerated.Never;
    }
}
