using ExhibitionCrm.Web.Activity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Customers;

/// <summary>The database has keys of its own to the exhibition and to the IDs, which are never deleted, whoever is.</summary>
internal sealed class DistinctCustomersMapping : IEntityTypeConfiguration<DistinctCustomers>
{
    public void Configure(EntityTypeBuilder<DistinctCustomers> distinct)
    {
        distinct.ToTable("distinct_customers", t => t.HasCheckConstraint("ck_distinct_customers_order", "first_id < second_id"));
        distinct.HasKey(d => new { d.ExhibitionId, d.FirstId, d.SecondId }).HasName("pk_distinct_customers");
        distinct.Property(d => d.FirstId).HasMaxLength(CustomerId.Length).UseCollation("C");
        distinct.Property(d => d.SecondId).HasMaxLength(CustomerId.Length).UseCollation("C");
        distinct.Property(d => d.Pair).HasMaxLength(2 * CustomerId.Length).UseCollation("C").HasComputedColumnSql("first_id || second_id", stored: true);
        distinct.Property(d => d.DecidedBy).HasMaxLength(AuditEntry.ActorMaxLength);
        distinct.HasIndex(d => new { d.ExhibitionId, d.SecondId }).HasDatabaseName("ix_distinct_customers_second");
        distinct.HasIndex(d => new { d.ExhibitionId, d.DecidedAt, d.Pair }).HasDatabaseName("ix_distinct_customers_decided_at");
    }
}
