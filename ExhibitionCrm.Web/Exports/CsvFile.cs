using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Exports;

/// <summary>Writes a table as CSV (RFC 4180), UTF-8 with the mark by which Excel knows it.</summary>
internal sealed class CsvFile(CsvWriter csv, ExhibitionTime time) : ICells
{
    private const int OutputBuffer = 64 * 1024;

    // A spreadsheet takes such text for a formula and some run programs from it, so it gets an apostrophe. A phone
    // number's plus is treated alike: without the apostrophe Excel would make a number of +4930123456 and drop the
    // plus, with it plus and digits stay. The workbook is the file that needs no such thing.
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\r\n",
        InjectionOptions = InjectionOptions.Escape,
        InjectionEscapeCharacter = '\'',
        InjectionCharacters = ['=', '+', '-', '@', '\t', '\r', '\n'],
    };

    public static async Task WriteAsync<T>(
        Stream destination, ExportTable<T> table, IAsyncEnumerable<T> rows, ExhibitionTime time, CancellationToken cancellation)
    {
        // Neither is disposed: what is left of an export that broke off is not sent after it.
        var text = new StreamWriter(new BufferedStream(destination, OutputBuffer), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        var file = new CsvFile(new CsvWriter(text, Format, leaveOpen: true), time);
        await file.WriteAsync(table, rows, cancellation);
        await text.FlushAsync(cancellation);
    }

    private async Task WriteAsync<T>(ExportTable<T> table, IAsyncEnumerable<T> rows, CancellationToken cancellation)
    {
        foreach (var column in table.Columns)
        {
            Text(column.Title);
        }

        await csv.NextRecordAsync();
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            table.Fill(this, row);
            await csv.NextRecordAsync();
        }

        await csv.FlushAsync();
    }

    public void Text(string value) => csv.WriteField(value);

    public void Code(string value) => csv.WriteField(value);

    public void Number(int value) => csv.WriteField(value.ToString(CultureInfo.InvariantCulture));

    public void Amount(decimal value) => csv.WriteField(value.ToString("0.00", CultureInfo.InvariantCulture));

    public void Time(DateTimeOffset instant) =>
        csv.WriteField(time.Local(instant).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));

    public void Nothing() => csv.WriteField("");
}
