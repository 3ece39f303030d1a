using System.Text.Json;

namespace ExhibitionCrm.Tests.Exports;

/// <summary>A workbook as another program reads it.</summary>
internal static class ReadWorkbook
{
    /// <exception cref="InvalidOperationException">It is not a workbook.</exception>
    public static async Task<IReadOnlyList<ReadSheet>> FromAsync(byte[] content)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.xlsx");
        await File.WriteAllBytesAsync(file, content);
        try
        {
            var json = await Tools.RunAsync("python3", Path.Combine(AppContext.BaseDirectory, "Exports", "read_workbook.py"), file);
            return JsonSerializer.Deserialize<List<ReadSheet>>(json, JsonSerializerOptions.Web)!;
        }
        finally
        {
            File.Delete(file);
        }
    }
}

/// <param name="Frozen">The first cell that scrolls.</param>
internal sealed record ReadSheet(string Name, string? Frozen, string? Filter, IReadOnlyList<double> Widths, IReadOnlyList<IReadOnlyList<ReadCell>> Rows)
{
    public IEnumerable<string?> Headers => Rows[0].Select(c => c.Value);

    /// <summary>Below the header, by the header.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, ReadCell>> Records =>
        [.. Rows.Skip(1).Select(row => Headers.Zip(row).ToDictionary(p => p.First!, p => p.Second))];
}

/// <param name="Kind">s for text, n for a number or nothing, d for a date, f for a formula.</param>
internal sealed record ReadCell(string Kind, string? Value, string Format, bool Bold, string? Color, string? Fill, bool Quoted);
