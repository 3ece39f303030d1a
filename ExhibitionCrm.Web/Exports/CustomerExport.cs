using System.Data;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ExhibitionCrm.Web.Exports;

/// <summary>
/// Writes customers and their bills to a file, row by row as the database gives them, all from one snapshot: the
/// sheets agree with each other whatever is registered meanwhile. Who takes data out is on record before the first
/// of it leaves.
/// </summary>
public sealed class CustomerExport(
    DbContextOptions<CrmDbContext> options, CrmDbContext db, ExhibitionTime time, KeysetPaginator pages, CustomerSearch search, CurrentExhibition exhibition)
{
    public const string WorkbookName = "customers_export.xlsx";
    public const string SummaryCsvName = "customers_export.csv";
    public const string BillsCsvName = "bills_export.csv";

    // Of the wait for a next row, not of the whole export: sorting millions takes a while.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public Task WriteWorkbookAsync(CustomerSelection selection, Actor actor, Stream destination, CancellationToken cancellationToken) =>
        WriteAsync(WorkbookName, selection, actor, async (customers, snapshot) =>
        {
            using var workbook = new Workbook(destination, time, exhibition.Settings.Currency, exhibition.Settings.Name);
            await workbook.AddAsync(ExportTables.Summary, Summaries(customers), cancellationToken);
            await workbook.AddAsync(ExportTables.Bills, Details(customers, snapshot), cancellationToken);
            await workbook.CompleteAsync(cancellationToken);
        }, cancellationToken);

    public Task WriteSummaryCsvAsync(CustomerSelection selection, Actor actor, Stream destination, CancellationToken cancellationToken) =>
        WriteAsync(SummaryCsvName, selection, actor, (customers, _) =>
            CsvFile.WriteAsync(destination, ExportTables.Summary, Summaries(customers), time, exhibition.Settings.Currency, cancellationToken), cancellationToken);

    public Task WriteBillsCsvAsync(CustomerSelection selection, Actor actor, Stream destination, CancellationToken cancellationToken) =>
        WriteAsync(BillsCsvName, selection, actor, (customers, snapshot) =>
            CsvFile.WriteAsync(destination, ExportTables.Bills, Details(customers, snapshot), time, exhibition.Settings.Currency, cancellationToken), cancellationToken);

    private async Task WriteAsync(
        string file, CustomerSelection selection, Actor actor, Func<IQueryable<Customer>, CrmDbContext, Task> write, CancellationToken cancellationToken) =>
        await CrmTraces.WithinSpanAsync("export customers", async span =>
        {
            await using var snapshot = await OpenSnapshotAsync(cancellationToken);
            var customers = await selection.FindAsync(new CustomerList(snapshot, time, pages, search), cancellationToken);
            var count = await customers.CountAsync(cancellationToken);
            span?.SetTag("crm.export.file", file).SetTag("crm.export.customers", count);
            await RecordAsync(file, selection, count, actor, cancellationToken);
            await write(customers, snapshot);
            return count;
        });

    /// <summary>
    /// A context of its own without retries: with them every query is read into memory first, so that it can be begun
    /// again, and what was sent to a browser cannot be begun again anyway.
    /// </summary>
    private async Task<CrmDbContext> OpenSnapshotAsync(CancellationToken cancellationToken)
    {
        var once = new DbContextOptionsBuilder<CrmDbContext>(options)
            .UseNpgsql(npgsql => npgsql.ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies)));
        var snapshot = new CrmDbContext(once.Options) { Exhibition = db.Exhibition };
        try
        {
            snapshot.Database.SetCommandTimeout(Patience);
            await snapshot.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await snapshot.Database.ExecuteSqlAsync($"set transaction read only", cancellationToken);
            return snapshot;
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

    private async Task RecordAsync(string file, CustomerSelection selection, int count, Actor actor, CancellationToken cancellationToken)
    {
        db.Add(AuditEntry.Of(actor, new ExportMade(file, count, selection.Describe()), time.UtcNow));
        await db.SaveChangesAsync(cancellationToken);
    }

    // As the list shows them at first: the newest on top.
    private static IAsyncEnumerable<CustomerSummary> Summaries(IQueryable<Customer> customers) => customers
        .OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id)
        .Select(c => new CustomerSummary(
            c.Id, c.Name, c.Email, c.Phone, c.BillCount, c.BillTotal, c.MailState == OutboxState.Sent, c.CreatedAt, c.UpdatedAt,
            c.Company, c.JobTitle, c.Note))
        .AsAsyncEnumerable();

    // Void bills are in no total, and so they are not here either.
    private static IAsyncEnumerable<BillDetail> Details(IQueryable<Customer> customers, CrmDbContext snapshot) =>
        (from c in customers
         from b in snapshot.Bills.Where(b => b.CustomerId == c.Id && b.VoidedAt == null).DefaultIfEmpty()
         orderby c.CreatedAt descending, c.Id descending, b.CreatedAt, b.Id
         select new BillDetail(c.Id, c.Name, c.Email, (decimal?)b.Amount, b.Description, (DateTimeOffset?)b.CreatedAt, b.CreatedBy, (int?)b.Number))
        .AsAsyncEnumerable();
}
