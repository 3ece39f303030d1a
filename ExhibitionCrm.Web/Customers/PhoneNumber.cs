using System.Diagnostics.CodeAnalysis;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;
using PhoneNumbers;

namespace ExhibitionCrm.Web.Customers;

/// <summary>A phone number as it was typed, with its plus and zeros: the counter knows unusual ones better than a library.</summary>
public sealed record PhoneNumber
{
    public const int MaxLength = 20;
    public const int MinDigits = 5;

    private PhoneNumber(string value) => Value = value;

    public string Value { get; }

    /// <summary>The digits alone, of any script, so that a search for 030123 finds "030 / 12 3…".</summary>
    public string Digits => PhoneNumberUtil.NormalizeDigitsOnly(Value);

    /// <param name="fault">What is wrong; null when it can be a number.</param>
    public static bool TryCreate(string? typed, [NotNullWhen(true)] out PhoneNumber? number, [NotNullWhen(false)] out ValueFault? fault)
    {
        // Address books put some around a number.
        var made = new PhoneNumber(typed?.WithoutDirectionControls().Trim() ?? "");
        fault = made.Value.Length == 0 ? ValueFault.Missing
            : made.Value.Length > MaxLength ? ValueFault.TooLong
            : !PlainText.IsPlain(made.Value) ? ValueFault.NotPlain
            : made.Digits.Length < MinDigits ? ValueFault.TooFewDigits
            : null;
        number = fault is null ? made : null;
        return number is not null;
    }

    /// <summary>One that was accepted before, whatever the rules of today.</summary>
    internal static PhoneNumber OfStored(string value) => new(value);

    public override string ToString() => Value;
}
