using System.Buffers;
using System.Globalization;
using System.Text;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Lists;

namespace ExhibitionCrm.Web.Exports;

/// <summary>Writes one sheet. Texts stand in their cells rather than in a common table, which would have to be kept.</summary>
internal sealed class SheetWriter : ICells
{
    private const int FlushAt = 64 * 1024;
    private const int TextMaxLength = 32_767;

    // Where a day's number means the same to all programs: Excel has a 29 February 1900.
    private static readonly DateTime FirstDate = new(1900, 3, 1);

    private readonly ArrayBufferWriter<byte> _buffer = new(FlushAt * 2);
    private readonly Stream _entry;
    private readonly ExhibitionTime _time;
    private readonly Currency _currency;
    private readonly int _columns;
    private int _column;

    public SheetWriter(Stream entry, ExhibitionTime time, Currency currency, IReadOnlyList<ExportColumn> columns)
    {
        (_entry, _time, _currency, _columns) = (entry, time, currency, columns.Count);
        Encoding.UTF8.GetBytes(WorkbookParts.SheetStart(columns), _buffer);
        BeginRow();
        foreach (var column in columns)
        {
            Text(column.Title, CellStyle.Header);
        }

        _buffer.Write("</row>\n"u8);
    }

    /// <summary>Written so far, the header too.</summary>
    public int Rows { get; private set; }

    /// <summary>All cells: A1:I11.</summary>
    public string Range => string.Create(CultureInfo.InvariantCulture, $"A1:{(char)('A' + _columns - 1)}{Rows}");

    public void BeginRow()
    {
        (Rows, _column) = (Rows + 1, 0);
        _buffer.Write("<row r=\""u8);
        Value(Rows);
        _buffer.Write("\">"u8);
    }

    public void EndRow()
    {
        _buffer.Write("</row>\n"u8);
        if (_buffer.WrittenCount >= FlushAt)
        {
            Flush();
        }
    }

    public void End()
    {
        Encoding.UTF8.GetBytes(WorkbookParts.SheetEnd(Range), _buffer);
        Flush();
    }

    public void Text(string value) => Text(value, value is ['=' or '+' or '-' or '@', ..] ? CellStyle.Quoted : CellStyle.General);

    public void Code(string value) => Text(value, CellStyle.Text);

    public void Number(int value)
    {
        Cell(CellStyle.General);
        _buffer.Write("><v>"u8);
        Value(value);
        _buffer.Write("</v></c>"u8);
    }

    public void Amount(decimal value)
    {
        Cell(CellStyle.Amount);
        _buffer.Write("><v>"u8);
        Value(value, _currency.Format);
        _buffer.Write("</v></c>"u8);
    }

    public void Time(DateTimeOffset instant)
    {
        var local = _time.Local(instant).DateTime;
        if (local < FirstDate)
        {
            Code(local.ToString("s", CultureInfo.InvariantCulture));
            return;
        }

        Cell(CellStyle.Time);
        _buffer.Write("><v>"u8);

        // Whole seconds, so that a fraction's rounding does not show the next minute.
        Value(new DateTime(local.Ticks - (local.Ticks % TimeSpan.TicksPerSecond)).ToOADate());
        _buffer.Write("</v></c>"u8);
    }

    public void Nothing() => _column++;

    private void Text(string value, CellStyle style)
    {
        if (value.Length == 0)
        {
            Nothing();
            return;
        }

        Cell(style);
        _buffer.Write(" t=\"inlineStr\"><is><t xml:space=\"preserve\">"u8);
        XmlText.Append(_buffer, value.Length <= TextMaxLength ? value : $"{value.Truncate(TextMaxLength - 1)}…");
        _buffer.Write("</t></is></c>"u8);
    }

    private void Cell(CellStyle style)
    {
        _buffer.Write("<c r=\""u8);
        _buffer.Write([(byte)('A' + _column++)]);
        Value(Rows);
        if (style != CellStyle.General)
        {
            _buffer.Write("\" s=\""u8);
            Value((int)style);
        }

        _buffer.Write("\""u8);
    }

    private void Value<T>(T number, string? format = null)
        where T : IUtf8SpanFormattable
    {
        const int longest = 32;
        number.TryFormat(_buffer.GetSpan(longest), out var written, format, CultureInfo.InvariantCulture);
        _buffer.Advance(written);
    }

    private void Flush()
    {
        _entry.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
