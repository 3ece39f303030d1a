using System.Globalization;
using System.IO.Compression;
using System.Text;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Exports;

/// <summary>
/// Writes an XLSX file from front to back onto a stream that can only be written to, asynchronously, as a response
/// is; whatever the number of rows, it holds one buffer of them. Without <see cref="CompleteAsync"/> the file lacks
/// the directory at its end, and no program takes it for a whole one.
/// </summary>
public sealed class Workbook : IDisposable
{
    /// <summary>What spreadsheet programs can show.</summary>
    public const int MaxRows = 1_048_576;

    private readonly ResponseBuffer _output;
    private readonly ZipArchive _zip;
    private readonly ExhibitionTime _time;
    private readonly Currency _currency;
    private readonly string? _title;
    private readonly int _rowLimit;
    private readonly List<(string Name, string Range)> _sheets = [];

    /// <param name="title">Among the file's properties; null for none.</param>
    /// <param name="rowLimit">Rows of a sheet, the header too; past it a further sheet is begun.</param>
    public Workbook(Stream destination, ExhibitionTime time, Currency currency, string? title = null, int rowLimit = MaxRows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowLimit, 2);
        (_time, _currency, _title, _rowLimit) = (time, currency, title, rowLimit);
        _output = new ResponseBuffer(destination);
        _zip = new ZipArchive(_output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);

        // First, because that is where programs look that tell a file's kind from its beginning.
        Write("_rels/.rels", WorkbookParts.PackageRelations(hasProperties: title is not null));
    }

    /// <summary>Writes a table: a sheet, or as many as its rows need; one with the headers alone if there are none.</summary>
    public async Task AddAsync<T>(ExportTable<T> table, IAsyncEnumerable<T> rows, CancellationToken cancellationToken = default)
    {
        await using var next = rows.GetAsyncEnumerator(cancellationToken);
        var more = await next.MoveNextAsync();
        for (var part = 1; part == 1 || more; part++)
        {
            using var entry = Open($"xl/worksheets/sheet{_sheets.Count + 1}.xml");
            var sheet = new SheetWriter(entry, _time, _currency, table.Columns);
            for (; more && sheet.Rows < _rowLimit; more = await next.MoveNextAsync())
            {
                sheet.BeginRow();
                table.Fill(sheet, next.Current);
                sheet.EndRow();
                await _output.SendFullAsync(cancellationToken);
            }

            sheet.End();
            _sheets.Add((part == 1 ? table.Name : string.Create(CultureInfo.InvariantCulture, $"{table.Name} {part}"), sheet.Range));
        }
    }

    public async Task CompleteAsync(CancellationToken cancellationToken = default)
    {
        Write("xl/styles.xml", WorkbookParts.Styles(_currency));
        Write("xl/workbook.xml", WorkbookParts.Workbook(_sheets));
        Write("xl/_rels/workbook.xml.rels", WorkbookParts.WorkbookRelations(_sheets.Count));
        if (_title is not null)
        {
            Write("docProps/core.xml", WorkbookParts.Properties(_title));
        }

        Write("[Content_Types].xml", WorkbookParts.ContentTypes(_sheets.Count, hasProperties: _title is not null));
        _zip.Dispose();
        await _output.SendAsync(cancellationToken);
    }

    /// <summary>What was not sent by then never is.</summary>
    public void Dispose()
    {
        _zip.Dispose();
        _output.Dispose();
    }

    private void Write(string path, string xml)
    {
        using var entry = Open(path);
        entry.Write(Encoding.UTF8.GetBytes(xml));
    }

    private Stream Open(string path)
    {
        var entry = _zip.CreateEntry(path, CompressionLevel.Fastest);
        entry.LastWriteTime = _time.Local(_time.UtcNow);
        return entry.Open();
    }
}
