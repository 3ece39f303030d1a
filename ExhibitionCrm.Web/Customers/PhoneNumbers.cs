using System.Globalization;
using ExhibitionCrm.Web.Configuration;
using PhoneNumbers;

namespace ExhibitionCrm.Web.Customers;

/// <summary>What a phone number means in the exhibition's country.</summary>
public sealed class PhoneNumbers(CurrentExhibition exhibition)
{
    // With fewer digits it may be somebody's in another country, so that the country's code has to agree.
    private const int SurelyOne = 7;

    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();

    /// <summary>
    /// The digits by which a number, or a part of one, is found however it was written: without plus, 00, the country's
    /// code and the 0 before an area's; null where something else was typed.
    /// </summary>
    public string? SignificantDigits(string? typed)
    {
        if (typed is null || !IsLikeANumber(typed) || PhoneNumberUtil.NormalizeDigitsOnly(typed) is not { Length: >= PhoneNumber.MinDigits } digits)
        {
            return null;
        }

        var plain = digits.TrimStart('0');
        var hasCountry = typed.Contains('+', StringComparison.Ordinal) || typed.Contains('＋', StringComparison.Ordinal) || digits.StartsWith("00", StringComparison.Ordinal);
        try
        {
            var number = Library.Parse(hasCountry ? $"+{plain}" : digits, exhibition.Settings.PhoneRegion);
            var national = Library.GetNationalSignificantNumber(number);
            return national.Length >= SurelyOne ? national : NullIfShort(plain);
        }
        catch (NumberParseException)
        {
            return NullIfShort(plain);
        }
    }

    /// <summary>The number in E.164 (as in +4930123456), for a tel: link; null where it cannot be understood.</summary>
    public string? ToE164(string typed)
    {
        try
        {
            var number = Library.Parse(typed, exhibition.Settings.PhoneRegion);
            return Library.IsPossibleNumber(number) ? Library.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    // Of any script, with what people put between them; what else Unicode has for marks is not seen, and so no obstacle.
    private static bool IsLikeANumber(string typed) => typed.All(c =>
        char.IsDigit(c) || char.IsWhiteSpace(c) || c is '+' or '＋' or '(' or ')' or '/' or '.' ||
        char.GetUnicodeCategory(c) is UnicodeCategory.DashPunctuation or UnicodeCategory.Format);

    private static string? NullIfShort(string digits) => digits.Length >= PhoneNumber.MinDigits - 1 ? digits : null;
}
