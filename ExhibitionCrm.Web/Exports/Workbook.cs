using System.Globalization;
using System.IO.Compression;
using System.Text;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Exports;

/// <summary>
/// Writes an XLSX file from front to back onto a stream that can only be written to, asynchronously, as a response
/// is; whatever the number of rows, it holds one buffer of them. Not disposable: only <see cref="CompleteAsync"/>
/// writes the directory without which no program takes the file for a whole one.
/// </summary>
/// <param name="rowLimit">Rows of a sheet, the header too; past it a further sheet is begun.</param>
public sealed class Workbook(ZipArchive zip, Stream output, ExhibitionTime time, string currency, int rowLimit)
{
    /// <summary>What spreadsheet programs can show.</summary>
    public const int MaxRows = 1_048_576;

    private const int OutputBuffer = 64 * 1024;
    private readonly List<(string Name, string Range)> _sheets = [];

    public static async Task<Workbook> CreateAsync(
        Stream destination, ExhibitionTime time, string currency, int rowLimit = MaxRows, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowLimit, 2);
        var output = new BufferedStream(destination, OutputBuffer);
        var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellation);
        var workbook = new Workbook(zip, output, time, currency, rowLimit);

        // First, because that is where programs look that tell a file's kind from its beginning.
        await workbook.PartAsync("_rels/.rels", WorkbookParts.PackageRelations, cancellation);
        return workbook;
    }

    /// <summary>Writes a table: a sheet, or as many as its rows need; one with the headers alone if there are none.</summary>
    public async Task AddAsync<T>(ExportTable<T> table, IAsyncEnumerable<T> rows, CancellationToken cancellation = default)
    {
        await using var next = rows.GetAsyncEnumerator(cancellation);
        var more = await next.MoveNextAsync();
        for (var part = 1; part == 1 || more; part++)
        {
            await using var entry = await OpenAsync($"xl/worksheets/sheet{_sheets.Count + 1}.xml", cancellation);
            var sheet = new SheetWriter(entry, time, table.Columns);
            for (; more && sheet.Rows < rowLimit; more = await next.MoveNextAsync())
            {
                sheet.BeginRow();
                table.Fill(sheet, next.Current);
                await sheet.EndRowAsync(cancellation);
            }

            await sheet.EndAsync(cancellation);
            _sheets.Add((part == 1 ? table.Name : string.Create(CultureInfo.InvariantCulture, $"{table.Name} {part}"), sheet.Range));
        }
    }

    public async Task CompleteAsync(CancellationToken cancellation = default)
    {
        await PartAsync("xl/styles.xml", WorkbookParts.Styles(currency), cancellation);
        await PartAsync("xl/workbook.xml", WorkbookParts.Workbook(_sheets), cancellation);
        await PartAsync("xl/_rels/workbook.xml.rels", WorkbookParts.WorkbookRelations(_sheets.Count), cancellation);
        await PartAsync("[Content_Types].xml", WorkbookParts.ContentTypes(_sheets.Count), cancellation);
        await zip.DisposeAsync();
        await output.FlushAsync(cancellation);
    }

    private async Task PartAsync(string path, string xml, CancellationToken cancellation)
    {
        await using var entry = await OpenAsync(path, cancellation);
        await entry.WriteAsync(Encoding.UTF8.GetBytes(xml), cancellation);
    }

    private Task<Stream> OpenAsync(string path, CancellationToken cancellation)
    {
        var entry = zip.CreateEntry(path, CompressionLevel.Fastest);
        entry.LastWriteTime = time.Local(time.UtcNow);
        return entry.OpenAsync(cancellation);
    }
}
