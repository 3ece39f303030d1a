using System.Globalization;
using ExhibitionCrm.Web.Bills;

namespace ExhibitionCrm.Tests.Bills;

public sealed class AmountTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("0.01", "0.01")]
    [InlineData("12,5", "12.5")]
    [InlineData("12.50", "12.50")]
    [InlineData(" 7 ", "7")]
    [InlineData("007", "7")]
    [InlineData("1234567.89", "1234567.89")]
    [InlineData("99999999.99", "99999999.99")]
    [InlineData("00000000000099999999.99", "99999999.99")]
    [InlineData("1 234", "1234")]
    [InlineData("1 234,50", "1234.50")]
    [InlineData("1\u00A0234,50", "1234.50")]
    [InlineData("1\u202F234\u202F567,8", "1234567.8")]
    [InlineData("1'234.50", "1234.50")]
    [InlineData("1’234’567.50", "1234567.50")]
    [InlineData("1,234.50", "1234.50")]
    [InlineData("1.234,50", "1234.50")]
    [InlineData("1,234,567", "1234567")]
    [InlineData("1.234.567", "1234567")]
    [InlineData("12,34,567.50", "1234567.50")]
    [InlineData("1,23,456", "123456")]
    [InlineData("٥٠", "50")]
    [InlineData("١٬٢٣٤٫٥٠", "1234.50")]
    [InlineData("۱۲٫۵", "12.5")]
    [InlineData("\u200F١٢,٥\u200E", "12.5")]
    [InlineData("५०", "50")]
    [InlineData("５", "5")]
    [InlineData("１２．５０", "12.50")]
    [InlineData("１，２３４．５０", "1234.50")]
    [InlineData("12。50", "12.50")]
    [InlineData("𝟏𝟐", "12")]
    public void TryCreate_AnAmount_ReadsItExactly(string typed, string expected)
    {
        Assert.True(Amount.TryCreate(typed, out var amount, out var fault), $"{fault}");
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), amount.Value);
    }

    [Theory]
    [InlineData(null, AmountFault.Missing)]
    [InlineData("", AmountFault.Missing)]
    [InlineData("   ", AmountFault.Missing)]
    [InlineData("0", AmountFault.NotPositive)]
    [InlineData("0.00", AmountFault.NotPositive)]
    [InlineData("000,0", AmountFault.NotPositive)]
    [InlineData("-50", AmountFault.NotPositive)]
    [InlineData("-", AmountFault.NotPositive)]
    [InlineData("-0.01", AmountFault.NotPositive)]
    [InlineData("0.001", AmountFault.TooManyPlaces)]
    [InlineData("1.999", AmountFault.TooManyPlaces)]
    [InlineData("1,234", AmountFault.TooManyPlaces)]
    [InlineData("1.234", AmountFault.TooManyPlaces)]
    [InlineData("1.234,567", AmountFault.TooManyPlaces)]
    [InlineData("1 234,567", AmountFault.TooManyPlaces)]
    [InlineData("١٫٢٣٤", AmountFault.TooManyPlaces)]
    [InlineData("−5", AmountFault.NotPositive)]
    [InlineData("–5", AmountFault.NotPositive)]
    [InlineData("－５", AmountFault.NotPositive)]
    [InlineData("12 50", AmountFault.NotDigits)]
    [InlineData("12 5", AmountFault.NotDigits)]
    [InlineData("1 23 4", AmountFault.NotDigits)]
    [InlineData("0 123", AmountFault.NotDigits)]
    [InlineData("0,123.50", AmountFault.NotDigits)]
    [InlineData("1234 567", AmountFault.NotDigits)]
    [InlineData("1,2345", AmountFault.TooManyPlaces)]
    [InlineData("1,23,45", AmountFault.NotDigits)]
    [InlineData("1,234.567.890", AmountFault.NotDigits)]
    [InlineData("1,234 567", AmountFault.NotDigits)]
    [InlineData("1 234.567,50", AmountFault.NotDigits)]
    [InlineData("1 234'567", AmountFault.NotDigits)]
    [InlineData("1  234", AmountFault.NotDigits)]
    [InlineData("1.2.3", AmountFault.NotDigits)]
    [InlineData("1,,5", AmountFault.NotDigits)]
    [InlineData("1.,5", AmountFault.NotDigits)]
    [InlineData("1.5.", AmountFault.NotDigits)]
    [InlineData("12-50", AmountFault.NotDigits)]
    [InlineData("1\n234", AmountFault.NotDigits)]
    [InlineData("1/234", AmountFault.NotDigits)]
    [InlineData("1x234", AmountFault.NotDigits)]
    [InlineData("五十", AmountFault.NotDigits)]
    [InlineData("5²", AmountFault.NotDigits)]
    [InlineData("1E+7", AmountFault.NotDigits)]
    [InlineData("1e7", AmountFault.NotDigits)]
    [InlineData("0x10", AmountFault.NotDigits)]
    [InlineData("+5", AmountFault.NotDigits)]
    [InlineData("5-", AmountFault.NotDigits)]
    [InlineData("(5)", AmountFault.NotDigits)]
    [InlineData("5 EUR", AmountFault.NotDigits)]
    [InlineData("€5", AmountFault.NotDigits)]
    [InlineData(".5", AmountFault.NotDigits)]
    [InlineData("5.", AmountFault.NotDigits)]
    [InlineData(".", AmountFault.NotDigits)]
    [InlineData("½", AmountFault.NotDigits)]
    [InlineData("NaN", AmountFault.NotDigits)]
    [InlineData("Infinity", AmountFault.NotDigits)]
    [InlineData("5\0", AmountFault.NotDigits)]
    [InlineData("100000000", AmountFault.TooLarge)]
    [InlineData("100000000.00", AmountFault.TooLarge)]
    [InlineData("79228162514264337593543950336", AmountFault.TooLarge)]
    public void TryCreate_WhatIsNoAmount_SaysWhy(string? typed, AmountFault reason)
    {
        Assert.False(Amount.TryCreate(typed, out _, out var fault));
        Assert.Equal(reason, fault);
    }

    [Fact]
    public void TryCreate_AThousandDigits_IsRefusedAtOnce() => Assert.False(Amount.TryCreate(new string('9', 1000), out _, out _));

    [Fact]
    public void TryCreate_EveryCent_ComesBackAsItWas()
    {
        for (var cents = 1; cents < 100_000; cents += 37)
        {
            var amount = cents / 100m;
            Assert.True(Amount.TryCreate(amount.ToString("0.00", CultureInfo.InvariantCulture), out var read, out _));
            Assert.Equal(amount, read.Value);
            Assert.Equal(Amount.Of(amount), read);
        }
    }

    [Theory]
    [InlineData("ar-SA")]
    [InlineData("de-DE")]
    [InlineData("fr-CH")]
    public void TryCreate_UnderAnyCulture_MeansTheSame(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.True(Amount.TryCreate("1234.5", out var point, out _));
            Assert.True(Amount.TryCreate("1234,5", out var comma, out _));
            Assert.Equal((1234.5m, 1234.5m), (point.Value, comma.Value));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("-1", false)]
    [InlineData("0.009", false)]
    [InlineData("0.01", true)]
    [InlineData("1.000", true)]
    [InlineData("1.001", false)]
    [InlineData("99999999.99", true)]
    [InlineData("100000000", false)]
    public void Of_WhatNoBillHas_IsNotMade(string amount, bool allowed)
    {
        var error = Record.Exception(() => Amount.Of(decimal.Parse(amount, CultureInfo.InvariantCulture)));
        Assert.Equal(allowed, error is null);
        Assert.True(error is null or ArgumentOutOfRangeException);
    }

    [Fact]
    public void Void_Twice_IsRefused()
    {
        var bill = Bill.Add(Guid.NewGuid(), "K7M2P9XP", Amount.Of(1), "", "somebody", DateTimeOffset.UtcNow);
        bill.Void("wrong customer", "somebody", DateTimeOffset.UtcNow);
        Assert.Throws<InvalidOperationException>(() => bill.Void("again", "somebody", DateTimeOffset.UtcNow));
    }
}
