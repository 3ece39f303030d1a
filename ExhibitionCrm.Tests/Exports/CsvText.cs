using System.Text;

namespace ExhibitionCrm.Tests.Exports;

/// <summary>Reads CSV by the letter of RFC 4180, not by the library that wrote it.</summary>
internal static class CsvText
{
    /// <exception cref="FormatException">It is no such CSV.</exception>
    public static IReadOnlyList<string[]> Records(string text)
    {
        var (records, fields, at) = (new List<string[]>(), new List<string>(), text.StartsWith('\uFEFF') ? 1 : 0);
        while (at < text.Length)
        {
            fields.Add(text[at] == '"' ? Quoted(text, ref at) : Plain(text, ref at));
            if (text[at..] is ['\r', '\n', ..])
            {
                records.Add([.. fields]);
                fields.Clear();
                at += 2;
            }
            else if (text[at..] is [',', ..])
            {
                at++;
            }
            else
            {
                throw new FormatException($"Neither a comma nor the end of a line at {at}.");
            }
        }

        return fields.Count == 0 ? records : throw new FormatException("The last line has no end.");
    }

    /// <summary>A cell without the apostrophe that keeps spreadsheets from reading more into it.</summary>
    public static string Plain(string cell) => cell.StartsWith('\'') ? cell[1..] : cell;

    private static string Plain(string text, ref int at)
    {
        var end = text.AsSpan(at).IndexOfAny(",\r\n\"") is >= 0 and var length ? at + length : text.Length;
        (var field, at) = (text[at..end], end);
        return field;
    }

    private static string Quoted(string text, ref int at)
    {
        var field = new StringBuilder();
        for (at++; text[at] != '"' || text[(at + 1)..] is ['"', ..]; at++)
        {
            field.Append(text[at]);
            at += text[at] == '"' ? 1 : 0;
        }

        at++;
        return field.ToString();
    }
}
