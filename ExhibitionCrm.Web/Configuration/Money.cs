using System.Globalization;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>Shows amounts in the exhibition's currency.</summary>
public sealed class Money(CurrentExhibition exhibition)
{
    /// <summary>ISO 4217 code.</summary>
    public string Currency => exhibition.Settings.Currency;

    /// <summary>Two places, grouped by thousands, with the code: 1,234.50 EUR.</summary>
    public string Show(decimal amount) => $"{ShowPlain(amount)} {Currency}";

    /// <summary>As <see cref="Show"/>, without the currency.</summary>
    public static string ShowPlain(decimal amount) => amount.ToString("#,##0.00", CultureInfo.InvariantCulture);
}
