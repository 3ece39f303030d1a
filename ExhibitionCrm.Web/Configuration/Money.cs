namespace ExhibitionCrm.Web.Configuration;

/// <summary>Shows amounts in the exhibition's currency.</summary>
public sealed class Money(CurrentExhibition exhibition)
{
    public Currency Currency => exhibition.Settings.Currency;

    /// <summary>With the places that the currency has, grouped by thousands, and with the code: 1,234.50 EUR.</summary>
    public string Show(decimal amount) => Currency.Show(amount);

    /// <summary>As <see cref="Show"/>, without the currency.</summary>
    public string ShowPlain(decimal amount) => Currency.ShowPlain(amount);
}
