namespace ExhibitionCrm.Web.Accounts;

/// <summary>Reads codes of the second factor as people type them: with blanks, in small letters.</summary>
internal static class TypedCode
{
    private const int AuthenticatorLength = 6;
    private const int RecoveryHalf = 5;

    /// <summary>Null for what is no code of an authenticator app.</summary>
    public static string? Authenticator(string typed)
    {
        var digits = Bare(typed);
        return digits.Length == AuthenticatorLength && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    /// <summary>In the form in which recovery codes are kept: two halves with a dash between.</summary>
    public static string Recovery(string typed)
    {
        var letters = Bare(typed).ToUpperInvariant();
        return letters.Length == 2 * RecoveryHalf ? $"{letters[..RecoveryHalf]}-{letters[RecoveryHalf..]}" : letters;
    }

    private static string Bare(string typed) => string.Concat(typed.Where(c => !char.IsWhiteSpace(c) && c != '-'));
}
