using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>How many sign-in forms came from one client for one name within a minute, see <see cref="SignInCounts"/>.</summary>
public sealed class SignInCount
{
    private SignInCount()
    {
    }

    /// <summary>Tells neither the address nor the name to who does not know the site's secret.</summary>
    public byte[] Key { get; private init; } = [];

    /// <summary>When the minute began.</summary>
    public DateTimeOffset Since { get; private init; }

    public int Forms { get; private init; }
}

internal sealed class SignInCountMapping : IEntityTypeConfiguration<SignInCount>
{
    public void Configure(EntityTypeBuilder<SignInCount> count)
    {
        // Nobody waits for a disk, nor for a standby, and a crash forgets a minute.
        count.ToTable("sign_in_counts").IsUnlogged();
        count.HasKey(c => c.Key);
        count.Property(c => c.Key).ValueGeneratedNever();
        count.HasIndex(c => c.Since).HasDatabaseName("ix_sign_in_counts_since");
    }
}
