using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace ExhibitionCrm.Web.Customers;

/// <summary>
/// The ID on a badge: 8 characters of Crockford's base 32 (digits and upper-case letters without I, L, O, U).
/// In IDs made here the last character is a Luhn mod 32 check character over the other seven.
/// IDs of an older system (8 hexadecimal digits, no check character) are valid too.
/// </summary>
public static class CustomerId
{
    public const int Length = 8;
    public const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private const int LongestTyped = 64;
    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    /// <summary>Draws a new ID from the cryptographic random source. Uniqueness is the database's to decide.</summary>
    public static string New()
    {
        Span<char> digits = stackalloc char[Length - 1];
        RandomNumberGenerator.GetItems(Alphabet, digits);
        return Complete(digits);
    }

    /// <summary>The ID that begins with these seven characters of the alphabet.</summary>
    internal static string Complete(ReadOnlySpan<char> digits) => $"{digits}{CheckCharacter(digits)}";

    /// <summary>
    /// Reads an ID as people type and scanners send it: any case, O for 0, I or L for 1, full-width letters and digits;
    /// spaces, dashes and invisible characters anywhere; behind the AIM identifier that says what kind of code was scanned.
    /// </summary>
    public static bool TryParse(string? typed, [NotNullWhen(true)] out string? id)
    {
        id = null;
        if (typed is null or { Length: > LongestTyped })
        {
            return false;
        }

        Span<char> read = stackalloc char[LongestTyped];
        var length = 0;
        foreach (var c in typed)
        {
            if (!IsBetween(c))
            {
                read[length++] = Canonical(c);
            }
        }

        var characters = WithoutAimIdentifier(read[..length]);
        id = characters.Length == Length && !characters.ContainsAnyExcept(Characters) ? new string(characters) : null;
        return id is not null;
    }

    /// <summary>Whether the check character fits. False for a mistyped ID, and for most IDs of the older system.</summary>
    public static bool HasValidCheck(string id) => id.Length == Length && CheckCharacter(id.AsSpan(0, Length - 1)) == id[^1];

    private static bool IsBetween(char c) => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is
        UnicodeCategory.DashPunctuation or UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.NonSpacingMark;

    private static char Canonical(char c) => char.ToUpperInvariant(c is >= '！' and <= '～' ? (char)(c - '！' + '!') : c) switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        var other => other,
    };

    // A bracket, a letter for the kind of code and a digit or letter for how it was read: ]Q1.
    private static ReadOnlySpan<char> WithoutAimIdentifier(ReadOnlySpan<char> read) =>
        read is [']', var kind, var how, .. var rest] && char.IsAsciiLetterOrDigit(kind) && char.IsAsciiLetterOrDigit(how) ? rest : read;

    private static char CheckCharacter(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        var factor = 2;
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            var addend = factor * Alphabet.IndexOf(digits[i], StringComparison.Ordinal);
            sum += (addend / Alphabet.Length) + (addend % Alphabet.Length);
            factor = 3 - factor;
        }

        return Alphabet[(Alphabet.Length - (sum % Alphabet.Length)) % Alphabet.Length];
    }
}
