using CsvHelper;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Exports;

/// <summary>Writes a table as CSV (RFC 4180), UTF-8 with the mark by which Excel knows it.</summary>
internal sealed class CsvFile(CsvWriter csv, ExhibitionTime time) : ICells
{
    // A spreadsheet takes text that begins so for a formula, and some run programs from one: it gets an apostrophe. A
    // phone number's plus is treated alike: Excel makes a number of +4930123456 and drops the plus; behind the
    // apostrophe plus and digits stay. The workbook is the file that needs no such thing.
    private static readonly CsvWriterOptions Options = new() { WriteByteOrderMark = true, Injection = CsvInjection.Escape };

    public static async Task WriteAsync<T>(
        Stream destination, ExportTable<T> table, IAsyncEnumerable<T> rows, ExhibitionTime time, CancellationToken cancellationToken)
    {
        // Not disposed: what is left of an export that broke off is not sent after it.
        var csv = CsvWriter.Create(destination, Options, leaveOpen: true);
        var file = new CsvFile(csv, time);
        csv.WriteHeader([.. table.Columns.Select(c => c.Title)]);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            table.Fill(file, row);
            await csv.EndRecordAsync(cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    public void Text(string value) => csv.WriteField(value);

    public void Code(string value) => csv.WriteField(value);

    public void Number(int value) => csv.WriteField(value);

    public void Amount(decimal value) => csv.WriteField(value, "0.00");

    public void Time(DateTimeOffset instant) => csv.WriteField(time.Local(instant), "yyyy-MM-dd'T'HH:mm:sszzz");

    public void Nothing() => csv.WriteField("");
}
