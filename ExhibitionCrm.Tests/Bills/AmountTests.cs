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
    public void TryParse_AnAmount_ReadsItExactly(string typed, string expected)
    {
        Assert.True(Amount.TryParse(typed, out var amount, out var error), error);
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), amount);
        Assert.True(Amount.IsValid(amount));
    }

    [Theory]
    [InlineData(null, "Enter an amount")]
    [InlineData("", "Enter an amount")]
    [InlineData("   ", "Enter an amount")]
    [InlineData("0", "greater than zero")]
    [InlineData("0.00", "greater than zero")]
    [InlineData("000,0", "greater than zero")]
    [InlineData("-50", "greater than zero")]
    [InlineData("-", "greater than zero")]
    [InlineData("-0.01", "greater than zero")]
    [InlineData("0.001", "two decimal places")]
    [InlineData("1.999", "two decimal places")]
    [InlineData("1,234", "thousands separators")]
    [InlineData("1,234.50", "digits")]
    [InlineData("1.234,50", "digits")]
    [InlineData("1 234", "digits")]
    [InlineData("1'234", "digits")]
    [InlineData("1E+7", "digits")]
    [InlineData("1e7", "digits")]
    [InlineData("0x10", "digits")]
    [InlineData("+5", "digits")]
    [InlineData("5-", "digits")]
    [InlineData("(5)", "digits")]
    [InlineData("5 EUR", "digits")]
    [InlineData("€5", "digits")]
    [InlineData(".5", "digits")]
    [InlineData("5.", "digits")]
    [InlineData(".", "digits")]
    [InlineData("٥٠", "digits")]
    [InlineData("５", "digits")]
    [InlineData("½", "digits")]
    [InlineData("NaN", "digits")]
    [InlineData("Infinity", "digits")]
    [InlineData("5\0", "digits")]
    [InlineData("100000000", "at most 99,999,999.99")]
    [InlineData("100000000.00", "at most 99,999,999.99")]
    [InlineData("79228162514264337593543950336", "at most 99,999,999.99")]
    public void TryParse_WhatIsNoAmount_SaysWhy(string? typed, string reason)
    {
        Assert.False(Amount.TryParse(typed, out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_AThousandDigits_IsRefusedAtOnce() => Assert.False(Amount.TryParse(new string('9', 1000), out _, out _));

    [Fact]
    public void TryParse_EveryCent_ComesBackAsItWas()
    {
        for (var cents = 1; cents < 100_000; cents += 37)
        {
            var amount = cents / 100m;
            Assert.True(Amount.TryParse(amount.ToString("0.00", CultureInfo.InvariantCulture), out var read, out _));
            Assert.Equal(amount, read);
        }
    }

    [Theory]
    [InlineData("ar-SA")]
    [InlineData("de-DE")]
    [InlineData("fr-CH")]
    public void TryParse_UnderAnyCulture_MeansTheSame(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.True(Amount.TryParse("1234.5", out var point, out _));
            Assert.True(Amount.TryParse("1234,5", out var comma, out _));
            Assert.Equal((1234.5m, 1234.5m), (point, comma));
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
    public void Bill_WithAnAmountThatNoBillHas_IsNotMade(string amount, bool allowed)
    {
        var error = Record.Exception(() => Bill.Add(
            Guid.NewGuid(), "K7M2P9XP", decimal.Parse(amount, CultureInfo.InvariantCulture), "", "somebody", DateTimeOffset.UtcNow));
        Assert.Equal(allowed, error is null);
        Assert.True(error is null or ArgumentOutOfRangeException);
    }

    [Fact]
    public void Void_Twice_IsRefused()
    {
        var bill = Bill.Add(Guid.NewGuid(), "K7M2P9XP", 1, "", "somebody", DateTimeOffset.UtcNow);
        bill.Void("wrong customer", "somebody", DateTimeOffset.UtcNow);
        Assert.Throws<InvalidOperationException>(() => bill.Void("again", "somebody", DateTimeOffset.UtcNow));
    }
}
