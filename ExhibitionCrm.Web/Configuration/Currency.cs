using System.Collections.Frozen;
using System.Globalization;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>A currency. It decides how many decimal places amounts have wherever they are typed, kept, shown or exported.</summary>
public sealed record Currency
{
    /// <summary>No currency here has more, nor has the database; a few units of account that nobody pays in have four.</summary>
    public const int MostPlaces = 3;

    private const int UsualPlaces = 2;

    // The minor units of ISO 4217. Those of .NET are another thing: how many places prices usually show in a country, as its
    // library for languages has it (none for the dinar of Iraq), and it is asked for cultures, not for codes.
    private const string WithoutPlaces = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
    private const string WithThree = "BHD IQD JOD KWD LYD OMR TND";
    private const string WithTwo = """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE
        CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW
        KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK
        PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS
        UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
        """;

    private static readonly FrozenDictionary<string, Currency> Known =
        new[] { (WithoutPlaces, 0), (WithTwo, UsualPlaces), (WithThree, 3) }.SelectMany(group => Read(group.Item1, group.Item2)).ToFrozenDictionary(c => c.Code);

    private Currency(string code, int places)
    {
        (Code, Places) = (code, places);
        var decimals = $".{new string('0', places)}{new string('#', MostPlaces - places)}";
        (Format, GroupedFormat) = ($"0{decimals}", $"#,##0{decimals}");
    }

    /// <summary>All that an exhibition can have.</summary>
    public static IEnumerable<Currency> All => Known.Values;

    /// <summary>By ISO 4217: three capital letters.</summary>
    public string Code { get; }

    /// <summary>Decimal places, 0 to <see cref="MostPlaces"/>.</summary>
    public int Places { get; }

    /// <summary>
    /// For numbers that programs read: 1234.50. A place that the currency does not have is shown where an amount has it, as
    /// some of before may: nothing that is shown is rounded.
    /// </summary>
    public string Format { get; }

    /// <summary>As <see cref="Format"/>, grouped by thousands for people.</summary>
    private string GroupedFormat { get; }

    public static bool IsKnown(string code) => Known.ContainsKey(code);

    /// <summary>An exhibition of before may have any three letters as its currency; those that are unknown keep the two places that they had.</summary>
    public static Currency Of(string code) => Known.GetValueOrDefault(code) ?? new Currency(code, UsualPlaces);

    /// <summary>With the code: 1,234.50 EUR.</summary>
    public string Show(decimal amount) => $"{ShowPlain(amount)} {Code}";

    /// <summary>As <see cref="Show"/>, without the code.</summary>
    public string ShowPlain(decimal amount) => amount.ToString(GroupedFormat, CultureInfo.InvariantCulture);

    /// <summary>The code.</summary>
    public override string ToString() => Code;

    private static IEnumerable<Currency> Read(string codes, int places) =>
        codes.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(code => new Currency(code, places));
}
