namespace ExhibitionCrm.Web.Exports;

/// <summary>What a row is made of, cell by cell from the left; a sheet and a CSV file each write it in their way.</summary>
public interface ICells
{
    void Text(string value);

    /// <summary>Characters that no program may read as a number: an ID, a phone number.</summary>
    void Code(string value);

    void Number(int value);

    /// <param name="value">In the exhibition's currency.</param>
    void Amount(decimal value);

    void Time(DateTimeOffset instant);

    void Nothing();
}

/// <param name="Width">In characters, for sheets.</param>
public sealed record ExportColumn(string Title, int Width);

/// <summary>The columns of a table and how a row fills them, whichever the file's format.</summary>
public sealed record ExportTable<T>(string Name, IReadOnlyList<ExportColumn> Columns, Action<ICells, T> Fill);

/// <summary>The tables of the export, with the columns that people's own sheets and macros count on.</summary>
public static class ExportTables
{
    public static readonly ExportTable<CustomerSummary> Summary = new(
        "Customers Summary",
        [
            new("Customer ID", 13), new("Name", 30), new("Email", 32), new("Phone", 20), new("Number of Bills", 16),
            new("Total Amount", 18), new("Email Sent", 12), new("Created At", 18), new("Updated At", 18),
            new("Company", 30), new("Job Title", 24), new("Note", 40),
        ],
        static (cells, customer) =>
        {
            cells.Code(customer.Id);
            cells.Text(customer.Name);
            cells.Text(customer.Email);
            cells.Code(customer.Phone);
            cells.Number(customer.BillCount);
            cells.Amount(customer.BillTotal);
            cells.Text(customer.EmailSent ? "Yes" : "No");
            cells.Time(customer.CreatedAt);
            cells.Time(customer.UpdatedAt);
            cells.Text(customer.Company);
            cells.Text(customer.JobTitle);
            cells.Text(customer.Note);
        });

    public static readonly ExportTable<BillDetail> Bills = new(
        "Detailed Bills",
        [
            new("Customer ID", 13), new("Customer Name", 30), new("Customer Email", 32), new("Bill Amount", 18),
            new("Bill Description", 40), new("Bill Date", 18), new("Created By", 20),
            new("Bill Number", 12),
        ],
        static (cells, bill) =>
        {
            cells.Code(bill.CustomerId);
            cells.Text(bill.CustomerName);
            cells.Text(bill.CustomerEmail);
            if (bill is { Amount: { } amount, CreatedAt: { } createdAt, Number: { } number })
            {
                cells.Amount(amount);
                cells.Text(bill.Description ?? "");
                cells.Time(createdAt);
                cells.Text(bill.CreatedBy ?? "");
                cells.Number(number);
            }
            else
            {
                // Beside the amounts, not among them, so that their column stays one of numbers.
                cells.Nothing();
                cells.Text("No bills");
                cells.Nothing();
                cells.Nothing();
                cells.Nothing();
            }
        });
}

/// <summary>A customer with the sum of the bills that are not void. Times are in UTC.</summary>
public sealed record CustomerSummary(
    string Id, string Name, string Email, string Phone, int BillCount, decimal BillTotal, bool EmailSent,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string Company, string JobTitle, string Note);

/// <summary>A bill that is not void, or a customer without one: then all about the bill is null.</summary>
public sealed record BillDetail(
    string CustomerId, string CustomerName, string CustomerEmail, decimal? Amount, string? Description,
    DateTimeOffset? CreatedAt, string? CreatedBy, int? Number);
