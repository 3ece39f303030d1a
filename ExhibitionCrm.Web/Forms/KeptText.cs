using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Forms;

/// <summary>Something that one person is to be shown, encrypted: what they typed, or what is shown once.</summary>
public sealed class KeptText
{
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public required string Content { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class KeptTextMapping : IEntityTypeConfiguration<KeptText>
{
    public void Configure(EntityTypeBuilder<KeptText> text)
    {
        text.ToTable("kept_texts");
        text.Property(t => t.Id).ValueGeneratedNever();
        text.HasOne<StaffUser>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Cascade)
            .HasConstraintName("fk_kept_texts_users");
        text.HasIndex(t => t.UserId).HasDatabaseName("ix_kept_texts_user_id");
    }
}

/// <summary>Keeps texts for a day, and of each person the newest only.</summary>
public sealed class KeptTexts(CrmDbContext db, IDataProtectionProvider protection, ExhibitionTime time)
{
    private const int MaxPerPerson = 20;
    private static readonly TimeSpan Validity = TimeSpan.FromDays(1);

    /// <returns>The key by which that person finds it.</returns>
    public async Task<Guid> KeepAsync(Guid userId, string text)
    {
        await RemoveOldAsync(userId);
        var kept = new KeptText { Id = Guid.CreateVersion7(), UserId = userId, Content = Protector(userId).Protect(text), CreatedAt = time.UtcNow };
        db.Add(kept);
        await db.SaveChangesAsync();
        return kept.Id;
    }

    /// <summary>Null for what is not this person's, or is too old.</summary>
    public async Task<string?> FindAsync(Guid userId, Guid id) =>
        await Current(userId).Where(t => t.Id == id).Select(t => t.Content).SingleOrDefaultAsync() is { } content ? Protector(userId).Unprotect(content) : null;

    /// <summary>As <see cref="FindAsync"/>, once: of several who ask at the same time, one gets it.</summary>
    public async Task<string?> TakeAsync(Guid userId, Guid id)
    {
        var text = await FindAsync(userId, id);
        return text is not null && await db.KeptTexts.Where(t => t.Id == id).ExecuteDeleteAsync() == 1 ? text : null;
    }

    // Everybody's that is too old: some people never come back.
    private Task<int> RemoveOldAsync(Guid userId)
    {
        var since = time.UtcNow - Validity;
        var current = Current(userId).OrderByDescending(t => t.CreatedAt).Take(MaxPerPerson - 1).Select(t => t.Id);
        return db.KeptTexts.Where(t => t.CreatedAt <= since || (t.UserId == userId && !current.Contains(t.Id))).ExecuteDeleteAsync();
    }

    private IQueryable<KeptText> Current(Guid userId)
    {
        var since = time.UtcNow - Validity;
        return db.KeptTexts.AsNoTracking().Where(t => t.UserId == userId && t.CreatedAt > since);
    }

    private IDataProtector Protector(Guid userId) => protection.CreateProtector("kept text", userId.ToString());
}
