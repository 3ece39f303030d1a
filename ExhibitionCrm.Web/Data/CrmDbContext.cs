using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Bills;
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

    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Bill> Bills => Set<Bill>();

    public DbSet<OutboxMessage> OutboxMessages => Set<OutboxMessage>();

    public DbSet<MailBatch> MailBatches => Set<MailBatch>();

    public DbSet<DeliveryAttempt> DeliveryAttempts => Set<DeliveryAttempt>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<StaffSession> StaffSessions => Set<StaffSession>();

    public DbSet<KeptText> KeptTexts => Set<KeptText>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasPostgresExtension("pg_trgm");
        builder.ApplyConfigurationsFromAssembly(typeof(CrmDbContext).Assembly);
    }
}
