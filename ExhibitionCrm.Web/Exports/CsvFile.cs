using System.Text.RegularExpressions;
using CsvHelper;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Exports;

/// <summary>Writes a table as CSV (RFC 4180), UTF-8 with the mark by which Excel knows it.</summary>
internal sealed partial class CsvFile(CsvWriter csv, ExhibitionTime time, Currency currency) : ICells
{
    // A spreadsheet takes text that begins so for a formula, and some run programs from one: it gets an apostrophe. So
    // does what a spreadsheet would read as a number or a date, and show without its plus, its zeros or all of it: phone
    // numbers, an ID like 1E100000. Of the ways to say "text" it is the one that every program shows as it is: ="0049…" is a
    // formula, which LibreOffice may leave as written and readers of CSV never undo, and a tab gets lost unseen. The
    // workbook is the file that needs no such thing.
    private static readonly CsvWriterOptions Options = new() { WriteByteOrderMark = true, Injection = CsvInjection.Escape };

    public static async Task WriteAsync<T>(
        Stream destination, ExportTable<T> table, IAsyncEnumerable<T> rows, ExhibitionTime time, Currency currency, CancellationToken cancellationToken)
    {
        // Not disposed: what is left of an export that broke off is not sent after it.
        var csv = CsvWriter.Create(destination, Options, leaveOpen: true);
        var file = new CsvFile(csv, time, currency);
        csv.WriteHeader([.. table.Columns.Select(c => c.Title)]);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            table.Fill(file, row);
            await csv.EndRecordAsync(cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    public void Text(string value) => csv.WriteField(Another().IsMatch(value) ? $"'{value}" : value);

    public void Code(string value) => Text(value);

    public void Number(int value) => csv.WriteField(value);

    public void Amount(decimal value) => csv.WriteField(value, currency.Format);

    public void Time(DateTimeOffset instant) => csv.WriteField(time.Local(instant), "yyyy-MM-dd'T'HH:mm:sszzz");

    public void Nothing() => csv.WriteField("");

    /// <summary>What a spreadsheet makes something other than text of: signs and digits, 12E3, 1MAY2026, SEPT2, TRUE.</summary>
    [GeneratedRegex(
        @"^(?:(?=.*\d)[\d\p{P}\p{S}\p{Zs}]+|\d+E[+-]?\d+|\d{1,2}[ ./-]?\p{L}{3,9}\.?[ ./-]?\d{1,4}"
        + @"|(?:JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)[ ./-]?\d{1,4}"
        + @"|TRUE|FALSE)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Another();
}
