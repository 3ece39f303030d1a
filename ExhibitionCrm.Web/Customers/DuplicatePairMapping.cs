using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Customers;

internal sealed class DuplicatePairMapping : IEntityTypeConfiguration<DuplicatePair>
{
    public void Configure(EntityTypeBuilder<DuplicatePair> pair)
    {
        pair.ToTable("duplicate_pairs", t => t.HasCheckConstraint("ck_duplicate_pairs_order", "first_id < second_id"));
        pair.HasKey(p => new { p.ExhibitionId, p.FirstId, p.SecondId }).HasName("pk_duplicate_pairs");
        pair.Property(p => p.FirstId).HasMaxLength(CustomerId.Length).UseCollation("C");
        pair.Property(p => p.SecondId).HasMaxLength(CustomerId.Length).UseCollation("C");
        pair.Property(p => p.Pair).HasMaxLength(2 * CustomerId.Length).UseCollation("C").HasComputedColumnSql("first_id || second_id", stored: true);
        pair.HasIndex(p => new { p.ExhibitionId, p.SecondId }).HasDatabaseName("ix_duplicate_pairs_second");
        pair.HasIndex(p => new { p.ExhibitionId, p.Rank, p.Pair }).HasDatabaseName("ix_duplicate_pairs_rank");
    }
}
