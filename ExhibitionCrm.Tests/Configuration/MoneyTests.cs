using System.Globalization;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Tests.Configuration;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0", "0.00 CHF")]
    [InlineData("0.5", "0.50 CHF")]
    [InlineData("1234.5", "1,234.50 CHF")]
    [InlineData("99999999.99", "99,999,999.99 CHF")]
    [InlineData("99999999999999.99", "99,999,999,999,999.99 CHF")]
    public void Show_HasTwoPlacesGroupsAndTheCurrency(string amount, string expected) =>
        Assert.Equal(expected, new Money(TestOptions.Exhibition(currency: "CHF")).Show(decimal.Parse(amount, CultureInfo.InvariantCulture)));
}
