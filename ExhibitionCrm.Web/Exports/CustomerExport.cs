using System.Data;
using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ExhibitionCrm.Web.Exports;

/// <summary>
/// Writes customers and their bills to a file, row by row as the database gives them, all from one snapshot: the
/// sheets agree with each other whatever is registered meanwhile. Who takes data out is on record before the first
/// of it leaves.
/// </summary>
public sealed class CustomerExport(
    DbContextOptions<CrmDbContext> options, CrmDbContext db, ExhibitionTime time, ListPages pages, Money money)
{
    public const string WorkbookName = "customers_export.xlsx";
    public const string SummaryCsvName = "customers_export.csv";
    public const string BillsCsvName = "bills_export.csv";

    // Of the wait for a next row, not of the whole export: sorting millions takes a while.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public Task WriteWorkbookAsync(CustomerSelection selection, Actor actor, Stream destination, CancellationToken cancellation) =>
        WriteAsync(WorkbookName, selection, actor, async (customers, snapshot) =>
        {
            using var workbook = new Workbook(destination, time, money.Currency);
            await workbook.AddAsync(ExportTables.Summary, Summaries(customers), cancellation);
            await workbook.AddAsync(ExportTables.Bills, Details(customers, snapshot), cancellation);
            await workbook.CompleteAsync(cancellation);
        }, cancellation);

    public Task WriteSummaryCsvAsync(CustomerSelection selection, Actor actor, Stream destination, CancellationToken cancellation) =>
        WriteAsync(SummaryCsvName, selection, actor, (customers, _) =>
            CsvFile.WriteAsync(destination, ExportTables.Summary, Summaries(customers), time, cancellation), cancellation);

    public Task WriteBillsCsvAsync(CustomerSelection selection, Actor actor, Stream destination, CancellationToken cancellation) =>
        WriteAsync(BillsCsvName, selection, actor, (customers, snapshot) =>
            CsvFile.WriteAsync(destination, ExportTables.Bills, Details(customers, snapshot), time, cancellation), cancellation);

    private async Task WriteAsync(
        string file, CustomerSelection selection, Actor actor, Func<IQueryable<Customer>, CrmDbContext, Task> write, CancellationToken cancellation) =>
        await CrmTraces.WithinSpanAsync("export customers", async span =>
        {
            await using var snapshot = await OpenSnapshotAsync(cancellation);
            var customers = selection.Of(new CustomerList(snapshot, time, pages));
            var count = await customers.CountAsync(cancellation);
            span?.SetTag("crm.export.file", file).SetTag("crm.export.customers", count);
            await RecordAsync(file, selection, count, actor, cancellation);
            await write(customers, snapshot);
            return count;
        });

    /// <summary>
    /// A context of its own without retries: with them every query is read into memory first, so that it can be begun
    /// again, and what was sent to a browser cannot be begun again anyway.
    /// </summary>
    private async Task<CrmDbContext> OpenSnapshotAsync(CancellationToken cancellation)
    {
        var once = new DbContextOptionsBuilder<CrmDbContext>(options)
            .UseNpgsql(npgsql => npgsql.ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies)));
        var snapshot = new CrmDbContext(once.Options);
        try
        {
            snapshot.Database.SetCommandTimeout(Patience);
            await snapshot.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            await snapshot.Database.ExecuteSqlAsync($"set transaction read only", cancellation);
            return snapshot;
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

    private async Task RecordAsync(string file, CustomerSelection selection, int count, Actor actor, CancellationToken cancellation)
    {
        db.Add(AuditEntry.Of(actor, new ExportMade(file, count, selection.Describe()), time.UtcNow));
        await db.SaveChangesAsync(cancellation);
    }

    // As the list shows them at first: the newest on top.
    private static IAsyncEnumerable<CustomerSummary> Summaries(IQueryable<Customer> customers) => customers
        .OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id)
        .Select(c => new CustomerSummary(
            c.Id, c.Name, c.Email, c.Phone, c.BillCount, c.BillTotal, c.MailState == MailState.Sent, c.CreatedAt, c.UpdatedAt))
        .AsAsyncEnumerable();

    // Void bills are in no total, and so they are not here either.
    private static IAsyncEnumerable<BillDetail> Details(IQueryable<Customer> customers, CrmDbContext snapshot) =>
        (from c in customers
         from b in snapshot.Bills.Where(b => b.CustomerId == c.Id && b.VoidedAt == null).DefaultIfEmpty()
         orderby c.CreatedAt descending, c.Id descending, b.CreatedAt, b.Id
         select new BillDetail(c.Id, c.Name, c.Email, (decimal?)b.Amount, b.Description, (DateTimeOffset?)b.CreatedAt, b.CreatedBy))
        .AsAsyncEnumerable();
}
