using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ExhibitionCrm.Web.Customers;

namespace ExhibitionCrm.Web.Bills;

/// <summary>What a bill can be about: greater than zero, at most <see cref="Max"/>, two decimal places, in the exhibition's currency.</summary>
public sealed record Amount
{
    public const decimal Min = 0.01m;
    public const decimal Max = 99_999_999.99m;

    private const int Places = 2;
    private const int WholeDigits = 8;

    private Amount(decimal value, bool readsAsId) => (Value, ReadsAsId) = (value, readsAsId);

    public decimal Value { get; }

    /// <summary>Whether it was typed as a customer's ID of digits alone is, leading zeros and a separator included.</summary>
    public bool ReadsAsId { get; }

    /// <summary>Two are the same amount however they were typed.</summary>
    public bool Equals(Amount? other) => other?.Value == Value;

    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>
    /// Takes digits with at most two decimal places, as <see cref="TypedAmount"/> reads them. A third decimal place is
    /// refused, never rounded, and "1,234" is refused rather than guessed at.
    /// </summary>
    /// <param name="fault">What is wrong; null when it is an amount.</param>
    public static bool TryCreate(string? typed, [NotNullWhen(true)] out Amount? amount, [NotNullWhen(false)] out AmountFault? fault)
    {
        amount = null;
        var text = TypedAmount.Plain(typed);
        if (text == "" || text.StartsWith('-') || TypedAmount.Read(text) is not { } read)
        {
            fault = text == "" ? AmountFault.Missing : text.StartsWith('-') ? AmountFault.NotPositive : AmountFault.NotDigits;
            return false;
        }

        if (read.Fraction.Length > Places)
        {
            fault = AmountFault.TooManyPlaces;
            return false;
        }

        var digits = read.Whole.TrimStart('0');
        var value = digits.Length > WholeDigits ? Max + 1 : decimal.Parse($"0{digits}.{read.Fraction}0", CultureInfo.InvariantCulture);
        return TryCreate(value, IsLikeAnId(text), out amount, out fault);
    }

    /// <summary>Of an amount that a program has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not an amount that a bill can have.</exception>
    public static Amount Of(decimal value) =>
        TryCreate(value, false, out var amount, out var fault) ? amount : throw new ArgumentOutOfRangeException(nameof(value), value, $"{fault}");

    private static bool TryCreate(
        decimal value, bool readsAsId, [NotNullWhen(true)] out Amount? amount, [NotNullWhen(false)] out AmountFault? fault)
    {
        fault = value < Min ? AmountFault.NotPositive
            : value > Max ? AmountFault.TooLarge
            : decimal.Round(value, Places) != value ? AmountFault.TooManyPlaces
            : null;
        amount = fault is null ? new Amount(value, readsAsId) : null;
        return amount is not null;
    }

    // With leading zeros and a separator: somebody scanned an ID of digits alone into the wrong field.
    private static bool IsLikeAnId(string typed) => typed.Count(char.IsAsciiDigit) == CustomerId.Length;
}

/// <summary>Why something is no amount.</summary>
public enum AmountFault
{
    Missing,
    NotPositive,

    /// <summary>Not digits with separators where they belong.</summary>
    NotDigits,
    TooManyPlaces,
    TooLarge,
}

/// <summary>Why an amount is perhaps not meant.</summary>
public enum AmountDoubt
{
    /// <summary>See <see cref="Amount.ReadsAsId"/>.</summary>
    ReadsAsId,

    /// <summary>See <see cref="Configuration.ExhibitionSettings.ImplausibleFrom"/>.</summary>
    Large,
}
