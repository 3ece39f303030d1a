using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;

namespace ExhibitionCrm.Web.Bills;

/// <summary>What a bill can be about: greater than zero, at most <see cref="Max"/>, with no more decimal places than its currency has.</summary>
public sealed record Amount
{
    /// <summary>In every currency; see <see cref="MaxIn"/>.</summary>
    public const decimal Max = 99_999_999.99m;

    private const int WholeDigits = 8;

    private Amount(decimal value, Currency currency, AmountDoubt? doubt) => (Value, Currency, Doubt) = (value, currency, doubt);

    /// <summary>With the places of the currency, zeros included: 12.50.</summary>
    public decimal Value { get; }

    public Currency Currency { get; }

    /// <summary>Why what was typed perhaps means something else; null for what means nothing else.</summary>
    public AmountDoubt? Doubt { get; }

    /// <summary>Two are the same amount however they were typed.</summary>
    public bool Equals(Amount? other) => (other?.Value, other?.Currency) == (Value, Currency);

    public override int GetHashCode() => HashCode.Combine(Value, Currency);

    /// <summary>The most that an amount in this currency can be: less than <see cref="Max"/> where it has no decimal places.</summary>
    public static decimal MaxIn(Currency currency) => decimal.Round(Max, currency.Places, MidpointRounding.ToZero);

    /// <summary>
    /// Takes digits with at most the currency's decimal places, as <see cref="TypedAmount"/> reads them. A further place is
    /// refused, never rounded. What "1,234" is depends on the currency: a thousand and more where it has no decimal places,
    /// since nothing else can be meant; refused where it has fewer than three; in doubt where it has three, when it is as
    /// good a decimal as a thousand: then people are asked.
    /// </summary>
    /// <param name="fault">What is wrong; null when it is an amount.</param>
    public static bool TryCreate(string? typed, Currency currency, [NotNullWhen(true)] out Amount? amount, [NotNullWhen(false)] out AmountFault? fault)
    {
        amount = null;
        var text = TypedAmount.Plain(typed);
        if (text == "" || text.StartsWith('-') || TypedAmount.Read(text) is not { } read)
        {
            fault = text == "" ? AmountFault.Missing : text.StartsWith('-') ? AmountFault.NotPositive : AmountFault.NotDigits;
            return false;
        }

        read = read.IsAmbiguous && currency.Places == 0 ? read.Grouped : read;
        if (read.Fraction.Length > currency.Places)
        {
            fault = AmountFault.TooManyPlaces;
            return false;
        }

        var digits = read.Whole.TrimStart('0');
        var value = digits.Length > WholeDigits ? Max + 1 : decimal.Parse($"0{digits}.{read.Fraction}0", CultureInfo.InvariantCulture);
        return TryCreate(value, currency, read.IsAmbiguous ? AmountDoubt.Ambiguous : IsLikeAnId(text) ? AmountDoubt.ReadsAsId : null, out amount, out fault);
    }

    /// <summary>Of an amount that a program has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not an amount that a bill can have.</exception>
    public static Amount Of(decimal value, Currency currency) =>
        TryCreate(value, currency, null, out var amount, out var fault) ? amount : throw new ArgumentOutOfRangeException(nameof(value), value, $"{fault}");

    private static bool TryCreate(
        decimal value, Currency currency, AmountDoubt? doubt, [NotNullWhen(true)] out Amount? amount, [NotNullWhen(false)] out AmountFault? fault)
    {
        fault = value <= 0 ? AmountFault.NotPositive
            : value > Max ? AmountFault.TooLarge
            : decimal.Round(value, currency.Places) != value ? AmountFault.TooManyPlaces
            : null;

        // A sum has the places of the longer number: of too many zeros there are then as many as the currency has.
        amount = fault is null ? new Amount(decimal.Round(value + 0.000m, currency.Places), currency, doubt) : null;
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
    /// <summary>Typed as a customer's ID of digits alone is, leading zeros and a separator included.</summary>
    ReadsAsId,

    /// <summary>A thousand times as much may be meant, by a separator between thousands; see <see cref="TypedAmount.IsAmbiguous"/>.</summary>
    Ambiguous,

    /// <summary>See <see cref="Configuration.ExhibitionSettings.ImplausibleFrom"/>.</summary>
    Large,
}
