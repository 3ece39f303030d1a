using System.ComponentModel.DataAnnotations;
using System.Text;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Forms;

/// <summary>
/// Text without control characters, which a form never needs and exports, mail headers and PostgreSQL choke on, and
/// without what Unicode forbids in interchange: halves of surrogate pairs and noncharacters.
/// </summary>
public static class PlainText
{
    public static bool IsPlain(string text, bool allowLineBreaks = false)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done || !IsAllowed(rune, allowLineBreaks))
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    private static bool IsAllowed(Rune rune, bool allowLineBreaks) =>
        Rune.IsControl(rune) ? allowLineBreaks && rune.Value is '\n' or '\t' : !UnicodeText.IsNoncharacter(rune);
}

/// <summary>Refuses what is not <see cref="PlainText"/>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PlainTextAttribute() : ValidationAttribute(Message)
{
    public const string Message = "Remove invisible control characters.";

    public bool AllowLineBreaks { get; init; }

    public override bool IsValid(object? value) => value is not string text || PlainText.IsPlain(text, AllowLineBreaks);
}
