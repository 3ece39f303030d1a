using System.Globalization;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Tests.Configuration;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("CHF", "0", "0.00 CHF")]
    [InlineData("CHF", "0.5", "0.50 CHF")]
    [InlineData("CHF", "1234.5", "1,234.50 CHF")]
    [InlineData("CHF", "99999999.99", "99,999,999.99 CHF")]
    [InlineData("CHF", "99999999999999.99", "99,999,999,999,999.99 CHF")]
    [InlineData("JPY", "0", "0 JPY")]
    [InlineData("JPY", "1234", "1,234 JPY")]
    [InlineData("JPY", "1234.00", "1,234 JPY")]
    [InlineData("KWD", "0", "0.000 KWD")]
    [InlineData("KWD", "1234.5", "1,234.500 KWD")]
    [InlineData("KWD", "99999999999999.999", "99,999,999,999,999.999 KWD")]

    // Of before, when yen had places, and of a code that is none: nothing is rounded.
    [InlineData("JPY", "1234.50", "1,234.5 JPY")]
    [InlineData("ABC", "1234.5", "1,234.50 ABC")]
    public void Show_HasThePlacesOfTheCurrencyGroupsAndItsCode(string currency, string amount, string expected)
    {
        var money = new Money(TestOptions.Exhibition(currency: currency));
        Assert.Equal(expected, money.Show(decimal.Parse(amount, CultureInfo.InvariantCulture)));
        Assert.Equal(expected[..^4], money.ShowPlain(decimal.Parse(amount, CultureInfo.InvariantCulture)));
    }
}
