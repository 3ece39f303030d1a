using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Tests.Configuration;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("EUR", 2)]
    [InlineData("USD", 2)]
    [InlineData("HUF", 2)]
    [InlineData("MGA", 2)]
    [InlineData("JPY", 0)]
    [InlineData("ISK", 0)]
    [InlineData("CLP", 0)]
    [InlineData("KWD", 3)]
    [InlineData("IQD", 3)]
    [InlineData("TND", 3)]
    public void Of_ACodeByIso4217_HasThePlacesOfThatList(string code, int places)
    {
        Assert.True(Currency.IsKnown(code));
        Assert.Equal((code, places, code), (Currency.Of(code).Code, Currency.Of(code).Places, $"{Currency.Of(code)}"));
    }

    // Four decimal places, metals, a code for tests, one of before the euro, another form.
    [Theory]
    [InlineData("CLF")]
    [InlineData("UYW")]
    [InlineData("XAU")]
    [InlineData("XTS")]
    [InlineData("DEM")]
    [InlineData("eur")]
    [InlineData("")]
    public void IsKnown_OfWhatNobodyPaysIn_IsFalse(string code)
    {
        Assert.False(Currency.IsKnown(code));
        Assert.Equal((code, 2), (Currency.Of(code).Code, Currency.Of(code).Places));
    }

    [Fact]
    public void All_AreCodesOfThreeLettersWithPlacesThatTheDatabaseHas()
    {
        Assert.All(Currency.All, c =>
        {
            Assert.Matches("^[A-Z]{3}$", c.Code);
            Assert.InRange(c.Places, 0, Currency.MostPlaces);
        });
        Assert.InRange(Currency.All.Count(), 150, 170);
        Assert.Equal((16, 7), (Currency.All.Count(c => c.Places == 0), Currency.All.Count(c => c.Places == 3)));
    }
}
