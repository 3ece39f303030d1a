using System.Globalization;
using System.IO.Compression;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Exports;

namespace ExhibitionCrm.Tests.Exports;

public sealed class WorkbookTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 5, 59, 999, TimeSpan.Zero);

    [ToolTheory(Tools.Openpyxl)]
    [InlineData(0, "Things:0")]
    [InlineData(3, "Things:3")]
    [InlineData(4, "Things:3 Things 2:1")]
    [InlineData(7, "Things:3 Things 2:3 Things 3:1")]
    public async Task Add_PastTheRowLimit_BeginsAFurtherSheet(int rows, string expected)
    {
        var sheets = await WriteAsync(Numbers, Enumerable.Range(1, rows), rowLimit: 4);

        Assert.Equal(expected, string.Join(' ', sheets.Select(s => $"{s.Name}:{s.Records.Count}")));
        Assert.All(sheets, s => Assert.Equal(["Number"], s.Headers));
        Assert.All(sheets, s => Assert.Equal("A2", s.Frozen));
        Assert.Equal(
            Enumerable.Range(1, rows).Select(i => i.ToString(CultureInfo.InvariantCulture)),
            sheets.SelectMany(s => s.Records).Select(r => r["Number"].Value!));
    }

    [ToolFact(Tools.Openpyxl)]
    public async Task Add_OfTwoTables_KeepsTheirSheetsApart()
    {
        using var destination = new ResponseLikeStream();
        using var workbook = new Workbook(destination, TestOptions.TimeIn("UTC", Now), Currency.Of("EUR"), rowLimit: 2);
        await workbook.AddAsync(Numbers, new[] { 1, 2 }.ToAsyncEnumerable());
        await workbook.AddAsync(Numbers with { Name = "Others" }, new[] { 3 }.ToAsyncEnumerable());
        await workbook.CompleteAsync();

        var sheets = await ReadWorkbook.FromAsync(destination.ToArray());
        Assert.Equal(["Things", "Things 2", "Others"], sheets.Select(s => s.Name));
        Assert.Equal("3", sheets[2].Records.Single()["Number"].Value);
    }

    [ToolTheory(Tools.Openpyxl)]
    [InlineData("Expo 2027 & \"Söhne\" <b>")]
    [InlineData(null)]
    public async Task Title_IfThereIsOne_IsAmongTheFilesProperties(string? title)
    {
        using var destination = new ResponseLikeStream();
        using var workbook = new Workbook(destination, TestOptions.TimeIn("UTC", Now), Currency.Of("EUR"), title);
        await workbook.AddAsync(Numbers, new[] { 1 }.ToAsyncEnumerable());
        await workbook.CompleteAsync();

        Assert.Single(await ReadWorkbook.FromAsync(destination.ToArray()));
        using var zip = new ZipArchive(new MemoryStream(destination.ToArray()));
        await using var properties = zip.GetEntry("docProps/core.xml")?.Open();
        Assert.Equal(title, properties is null ? null : System.Xml.Linq.XDocument.Load(properties).Root!.Value.Trim());
    }

    // Random texts hardly shrink: each sheet fills the buffers a few times and ends at another point of one.
    [Fact]
    public async Task Add_OfManyLargeSheets_NeverMakesAThreadWait()
    {
        var random = new Random(1);
        var table = new ExportTable<int>("Things", [new ExportColumn("Thing", 12)], (cells, _) =>
            cells.Text(Convert.ToBase64String(RandomBytes(random))));
        using var destination = new ResponseLikeStream();
        using var workbook = new Workbook(destination, TestOptions.TimeIn("UTC", Now), Currency.Of("EUR"), rowLimit: 1000);
        await workbook.AddAsync(table, Enumerable.Range(1, 30_000).ToAsyncEnumerable());
        await workbook.CompleteAsync();

        using var zip = new ZipArchive(new MemoryStream(destination.ToArray()));
        Assert.Equal(31, zip.Entries.Count(e => e.FullName.StartsWith("xl/worksheets/", StringComparison.Ordinal)));
    }

    [ToolTheory(Tools.Openpyxl)]
    [InlineData("Müller & Söhne <\"GmbH\">", "Müller & Söhne <\"GmbH\">")]
    [InlineData("  spaces kept  ", "  spaces kept  ")]
    [InlineData("two\nlines\tand a tab", "two\nlines\tand a tab")]
    [InlineData("a\r\nb\rc", "a\nb\nc")]
    [InlineData("👩‍🔬 مرحبا", "👩‍🔬 مرحبا")]
    [InlineData("a\u0001b\u000Bc\u001Fd", "a\uFFFDb\uFFFDc\uFFFDd")]
    [InlineData("a\uFFFEb\uFFFFc", "a\uFFFDb\uFFFDc")]
    [InlineData("a_b_xyz_", "a_b_xyz_")]
    public Task Text_OfAnyKind_IsReadBack(string written, string read) => AssertTextAsync(written, read);

    // Half a surrogate pair cannot stand in an attribute's argument.
    [ToolFact(Tools.Openpyxl)]
    public Task Text_WithHalfASurrogatePair_IsReadBack() => AssertTextAsync(new string(['a', '\ud83d', 'b', '\udc69']), "a\uFFFDb\uFFFD");

    [ToolFact(Tools.Openpyxl)]
    public Task Text_LongerThanACell_IsCutAtAWholeCharacter() =>
        AssertTextAsync(string.Concat(Enumerable.Repeat("x👩", 11_000)), string.Concat(Enumerable.Repeat("x👩", 10_922)) + "…");

    // Spreadsheets read _x0041_ as A, and _x005F_ as the underscore that begins it; openpyxl shows what stands there.
    [ToolFact(Tools.Openpyxl)]
    public Task Text_LikeAnEscape_IsNotOne() => AssertTextAsync("_x0041_", "_x005F_x0041_");

    [ToolTheory(Tools.Openpyxl)]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    public async Task Text_LikeAFormula_StaysText(string text)
    {
        var cell = await CellAsync((cells, _) => cells.Text(text));
        Assert.Equal(("s", text, true), (cell.Kind, cell.Value, cell.Quoted));
    }

    [ToolTheory(Tools.Openpyxl)]
    [InlineData("0049301234")]
    [InlineData("+4930123456")]
    [InlineData("1E100000")]
    public async Task Code_IsTextAndStaysSo(string code)
    {
        var cell = await CellAsync((cells, _) => cells.Code(code));
        Assert.Equal(("s", code, "@"), (cell.Kind, cell.Value, cell.Format));
    }

    [ToolTheory(Tools.Openpyxl)]
    [InlineData("EUR", "99999999.99", "99999999.99", "#,##0.00 \"EUR\"")]
    [InlineData("EUR", "0", "0.0", "#,##0.00 \"EUR\"")]
    [InlineData("JPY", "99999999", "99999999", "#,##0 \"JPY\"")]
    [InlineData("JPY", "0", "0", "#,##0 \"JPY\"")]
    [InlineData("KWD", "1234.567", "1234.567", "#,##0.000 \"KWD\"")]
    [InlineData("KWD", "0.5", "0.5", "#,##0.000 \"KWD\"")]

    // A bill of before, when yen had places.
    [InlineData("JPY", "12.5", "12.5", "#,##0 \"JPY\"")]
    public async Task Amount_IsTheExactNumberInTheCurrencysFormat(string currency, string amount, string value, string format)
    {
        var cell = await CellAsync((cells, _) => cells.Amount(decimal.Parse(amount, CultureInfo.InvariantCulture)), currency);
        Assert.Equal(("n", value, format), (cell.Kind, cell.Value, cell.Format));
    }

    [ToolTheory(Tools.Openpyxl)]
    [InlineData("2026-11-24T08:05:59.999Z", "d", "2026-11-24T09:05:59")]
    [InlineData("2026-03-29T00:59:59Z", "d", "2026-03-29T01:59:59")]
    [InlineData("2026-03-29T01:00:00Z", "d", "2026-03-29T03:00:00")]
    [InlineData("9999-12-31T23:59:59Z", "d", "9999-12-31T23:59:59")]
    [InlineData("1899-01-01T12:00:00Z", "s", "1899-01-01T13:00:00")]
    public async Task Time_IsADateOfTheExhibitionsZone(string instant, string kind, string value)
    {
        var cell = await CellAsync((cells, _) => cells.Time(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture)));
        Assert.Equal((kind, value), (cell.Kind, cell.Value));
    }

    [Fact]
    public async Task Unfinished_IsNoWorkbook()
    {
        using var destination = new ResponseLikeStream();
        var workbook = new Workbook(destination, TestOptions.TimeIn("UTC", Now), Currency.Of("EUR"));
        await workbook.AddAsync(Numbers, Enumerable.Range(1, 100_000).ToAsyncEnumerable());
        workbook.Dispose();

        Assert.NotEmpty(destination.ToArray());
        Assert.Throws<InvalidDataException>(() => new ZipArchive(new MemoryStream(destination.ToArray())));
    }

    private static readonly ExportTable<int> Numbers = new("Things", [new ExportColumn("Number", 12)], (cells, n) => cells.Number(n));

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(50, 150)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static async Task AssertTextAsync(string written, string read)
    {
        var cell = await CellAsync((cells, _) => cells.Text(written));
        Assert.Equal(("s", read), (cell.Kind, cell.Value));
    }

    private static async Task<ReadCell> CellAsync(Action<ICells, int> fill, string currency = "EUR")
    {
        var sheets = await WriteAsync(new ExportTable<int>("Things", [new ExportColumn("Thing", 12)], fill), [1], currency: currency);
        return sheets.Single().Records.Single()["Thing"];
    }

    private static async Task<IReadOnlyList<ReadSheet>> WriteAsync(
        ExportTable<int> table, IEnumerable<int> rows, int rowLimit = Workbook.MaxRows, string currency = "EUR")
    {
        using var destination = new ResponseLikeStream();
        using var workbook = new Workbook(destination, TestOptions.TimeIn("Europe/Berlin", Now), Currency.Of(currency), rowLimit: rowLimit);
        await workbook.AddAsync(table, rows.ToAsyncEnumerable());
        await workbook.CompleteAsync();
        return await ReadWorkbook.FromAsync(destination.ToArray());
    }

    /// <summary>Takes bytes as a response does: from front to back, and never while a thread waits.</summary>
    private sealed class ResponseLikeStream : Stream
    {
        private readonly MemoryStream _written = new();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public byte[] ToArray() => _written.ToArray();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            _written.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            _written.WriteAsync(buffer, offset, count, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Synchronous writes are not allowed.");

        public override void Flush() => throw new InvalidOperationException("Synchronous flushes are not allowed.");

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
