using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Data;

/// <summary>The database. Tables and columns are in snake_case; mappings stand in this folder, one file a feature.</summary>
public sealed class CrmDbContext(DbContextOptions<CrmDbContext> options)
    : IdentityDbContext<StaffUser, IdentityRole<Guid>, Guid>(options), IDataProtectionKeyContext
{
    public DbSet<Exhibition> Exhibitions => Set<Exhibition>();

    public DbSet<ExhibitionSlug> ExhibitionSlugs => Set<ExhibitionSlug>();

    public DbSet<ExhibitionLogo> ExhibitionLogos => Set<ExhibitionLogo>();

    /// <summary>
    /// The exhibition that is asked and written about. Who has nothing to do with one, as who migrates, needs none.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nobody said which one.</exception>
    public int ExhibitionId => Exhibition?.Settings.Id ?? throw new InvalidOperationException("This context is about no exhibition.");

    /// <summary>Contexts are used again and again: each one who gets one says it anew.</summary>
    internal CurrentExhibition? Exhibition { get; set; }

    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<GivenId> GivenIds => Set<GivenId>();

    public DbSet<DuplicatePair> DuplicatePairs => Set<DuplicatePair>();

    public DbSet<DistinctCustomers> DistinctCustomers => Set<DistinctCustomers>();

    public DbSet<CustomerMerge> CustomerMerges => Set<CustomerMerge>();

    public DbSet<Bill> Bills => Set<Bill>();

    public DbSet<OutboxMessage> OutboxMessages => Set<OutboxMessage>();

    public DbSet<MailBatch> MailBatches => Set<MailBatch>();

    public DbSet<DeliveryAttempt> DeliveryAttempts => Set<DeliveryAttempt>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<ExhibitionRole> ExhibitionRoles => Set<ExhibitionRole>();

    public DbSet<StaffSession> StaffSessions => Set<StaffSession>();

    public DbSet<KeptText> KeptTexts => Set<KeptText>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasPostgresExtension("pg_trgm");
        builder.ApplyConfigurationsFromAssembly(typeof(CrmDbContext).Assembly);
        KeepApart<Customer>(builder);
        KeepApart<DuplicatePair>(builder);
        KeepApart<DistinctCustomers>(builder);
        KeepApart<CustomerMerge>(builder);
        KeepApart<Bill>(builder);
        KeepApart<MailBatch>(builder);
        KeepApart<OutboxMessage>(builder);
        KeepApartOrShared<AuditEntry>(builder);
    }

    private void KeepApart<T>(ModelBuilder builder)
        where T : class, IOfExhibition =>
        ExhibitionOfContext.Give(builder.Entity<T>().HasQueryFilter(row => row.ExhibitionId == ExhibitionId));

    private void KeepApartOrShared<T>(ModelBuilder builder)
        where T : class, IMayBeOfExhibition
    {
        // As a list, by which an index that the exhibition leads is searched.
        var entity = builder.Entity<T>().Ignore(row => row.IsOfExhibition)
            .HasQueryFilter(row => new[] { ExhibitionId, IMayBeOfExhibition.Installation }.Contains(row.ExhibitionId));
        ExhibitionOfContext.Give(entity);
        entity.Property(row => row.ExhibitionId).HasSentinel(IMayBeOfExhibition.Unset);
    }
}
