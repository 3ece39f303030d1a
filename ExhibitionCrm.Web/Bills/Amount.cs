using System.Globalization;
using ExhibitionCrm.Web.Customers;

namespace ExhibitionCrm.Web.Bills;

/// <summary>Reads the amount of a bill as people type it.</summary>
public static class Amount
{
    public const decimal Min = 0.01m;
    public const decimal Max = 99_999_999.99m;

    /// <summary>From here on an amount is asked about before it is saved, in units of the exhibition's currency.</summary>
    public const decimal Implausible = 10_000m;

    public static bool IsValid(decimal amount) =>
        amount is >= Min and <= Max && decimal.Round(amount, 2) == amount;

    /// <summary>
    /// Takes digits with at most two decimal places after a point or a comma. Says in <paramref name="error"/> what is
    /// wrong otherwise: a third decimal place is refused, never rounded, and "1,234" is refused rather than guessed at.
    /// </summary>
    public static bool TryParse(string? typed, out decimal amount, out string? error)
    {
        amount = 0;
        var text = typed?.Trim() ?? "";
        var point = text.IndexOfAny(['.', ',']);
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? "" : text[(point + 1)..];
        error = (whole, fraction) switch
        {
            ("", "") when point < 0 => "Enter an amount.",
            _ when text.StartsWith('-') => "The amount must be greater than zero.",
            _ when whole.Length == 0 || (point >= 0 && fraction.Length == 0) || !IsDigits(whole) || !IsDigits(fraction) =>
                "Enter the amount in digits, such as 1234.50, without thousands separators.",
            _ when fraction.Length > 2 => "Use at most two decimal places and no thousands separators.",
            _ => null,
        };
        if (error is not null)
        {
            return false;
        }

        var digits = whole.TrimStart('0');
        amount = digits.Length > 8 ? Max + 1 : decimal.Parse($"0{digits}.{fraction}0", CultureInfo.InvariantCulture);
        error = amount < Min ? "The amount must be greater than zero."
            : amount > Max ? "The amount must be at most 99,999,999.99."
            : null;
        return error is null;
    }

    /// <summary>
    /// Whether an amount as it was typed reads as a customer's ID of digits alone, leading zeros and a separator included:
    /// somebody scanned into the wrong field.
    /// </summary>
    public static bool ReadsAsId(string typed) => typed.Count(char.IsAsciiDigit) == CustomerId.Length;

    private static bool IsDigits(string text) => text.All(char.IsAsciiDigit);
}
