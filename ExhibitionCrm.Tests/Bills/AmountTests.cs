using System.Globalization;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Tests.Bills;

public sealed class AmountTests
{
    private static readonly Currency Euro = Currency.Of("EUR");

    /// <summary>
    /// What nothing but the currency decides, in yen, euros and dinars: null for a refusal, with a question mark for what is
    /// asked about. The server reads it so, and the page shows it so.
    /// </summary>
    public static TheoryData<string, string?, string?, string?> InCurrencies => new()
    {
        { "1234", "1234", "1234.00", "1234.000" },
        { "007", "7", "7.00", "7.000" },
        { "1,234", "1234", null, "1.234?" },
        { "1.234", "1234", null, "1.234?" },
        { "12.345", "12345", null, "12.345?" },
        { "999,999", "999999", null, "999.999?" },
        { "１．２３４", "1234", null, "1.234?" },
        { "١،٢٣٤", "1234", null, "1.234?" },
        { "1.000", "1000", null, "1.000?" },
        { "1,000", "1000", null, "1.000?" },
        { "1.000,000", null, null, "1000.000" },
        { "1.000.000", "1000000", "1000000.00", "1000000.000" },
        { "1.000,00", null, "1000.00", "1000.000" },
        { "0", null, null, null },
        { "0.00", null, null, null },
        { "1.500", "1500", null, "1.500?" },
        { "1 234", "1234", "1234.00", "1234.000" },
        { "1'234", "1234", "1234.00", "1234.000" },
        { "١٬٢٣٤", "1234", "1234.00", "1234.000" },
        { "1.234.567", "1234567", "1234567.00", "1234567.000" },
        { "1,23,456", "123456", "123456.00", "123456.000" },
        { "12,5", null, "12.50", "12.500" },
        { "12.50", null, "12.50", "12.500" },
        { "12.00", null, "12.00", "12.000" },
        { "1 234,50", null, "1234.50", "1234.500" },
        { "1.234,56", null, "1234.56", "1234.560" },
        { "0.001", null, null, "0.001" },
        { "0,123", null, null, "0.123" },
        { "01.234", null, null, "1.234" },
        { "1234.567", null, null, "1234.567" },
        { "1,234.567", null, null, "1234.567" },
        { "1 234,567", null, null, "1234.567" },
        { "1'234.567", null, null, "1234.567" },
        { "١٫٢٣٤", null, null, "1.234" },
        { "١٬٢٣٤٫٥٦٧", null, null, "1234.567" },
        { "1.2345", null, null, null },
        { "1,234,56", null, null, null },
        { "99999999", "99999999", "99999999.00", "99999999.000" },
        { "99999999.99", null, "99999999.99", "99999999.990" },
        { "99999999.991", null, null, null },
        { "100,000,000", null, null, null },
    };

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
        Assert.True(Amount.TryCreate(typed, Euro, out var amount, out var fault), $"{fault}");
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
    [InlineData("١٫٢٣٤٫٥٦٧", AmountFault.NotDigits)]
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
        Assert.False(Amount.TryCreate(typed, Euro, out _, out var fault));
        Assert.Equal(reason, fault);
    }

    [Fact]
    public void TryCreate_AThousandDigits_IsRefusedAtOnce() => Assert.False(Amount.TryCreate(new string('9', 1000), Euro, out _, out _));

    [Theory]
    [MemberData(nameof(InCurrencies))]
    public void TryCreate_InACurrency_ReadsWhatIsMeantThereOrRefusesOrAsks(string typed, string? yen, string? euros, string? dinars)
    {
        Assert.Equal((yen, euros, dinars), (Read("JPY"), Read("EUR"), Read("KWD")));

        string? Read(string currency) => Amount.TryCreate(typed, Currency.Of(currency), out var amount, out _)
            ? $"{amount.Value.ToString(CultureInfo.InvariantCulture)}{(amount.Doubt == AmountDoubt.Ambiguous ? "?" : "")}"
            : null;
    }

    [Theory]
    [InlineData("JPY", "0.5", AmountFault.TooManyPlaces)]
    [InlineData("JPY", "12.5", AmountFault.TooManyPlaces)]
    [InlineData("JPY", "0", AmountFault.NotPositive)]
    [InlineData("JPY", "100000000", AmountFault.TooLarge)]
    [InlineData("KWD", "0.0001", AmountFault.TooManyPlaces)]
    [InlineData("KWD", "0.000", AmountFault.NotPositive)]
    [InlineData("KWD", "99999999.991", AmountFault.TooLarge)]
    public void TryCreate_InACurrency_SaysWhyNot(string currency, string typed, AmountFault reason)
    {
        Assert.False(Amount.TryCreate(typed, Currency.Of(currency), out _, out var fault));
        Assert.Equal(reason, fault);
    }

    // Shown for people and for programs, and with the separators of other countries.
    [Theory]
    [InlineData("JPY")]
    [InlineData("EUR")]
    [InlineData("KWD")]
    public void TryCreate_OfWhatIsShown_IsTheSameAmount(string code)
    {
        var (currency, random) = (Currency.Of(code), new Random(4217));
        var unit = (decimal)Math.Pow(10, currency.Places);
        var amounts = Enumerable.Range(1, 3_000).Select(i => i / unit)
            .Concat(Enumerable.Range(0, 3_000).Select(i => random.NextInt64(1, 1L << random.Next(1, 36)) / unit))
            .Concat([Amount.MaxIn(currency), Amount.MaxIn(currency) - (1 / unit)])
            .Where(amount => amount <= Amount.Max);
        foreach (var amount in amounts)
        {
            var shown = currency.ShowPlain(amount);
            var exact = Amount.Of(amount, currency);
            Assert.Equal(currency.Places, exact.Value.Scale);
            foreach (var typed in new[]
            {
                shown, shown.Replace(',', ' '), shown.Replace(',', '\''), amount.ToString(currency.Format, CultureInfo.InvariantCulture),
                shown.Replace(',', ' ').Replace('.', ','), shown.Replace('.', ';').Replace(',', '.').Replace(';', ','),
            })
            {
                Assert.True(Amount.TryCreate(typed, currency, out var read, out var fault), $"{typed}: {fault}");
                Assert.Equal((typed, exact), (typed, read));
            }
        }
    }

    // The other way round: whatever is read was typed with these digits, but for zeros at its ends.
    [Theory]
    [InlineData("JPY")]
    [InlineData("EUR")]
    [InlineData("KWD")]
    public void TryCreate_OfAnything_KeepsEveryDigit(string code)
    {
        string[] pieces = ["0", "1", "5", "00", "50", "234", "567", "12", ".", ",", " ", "'", "٫", "٬"];
        var (currency, random, read) = (Currency.Of(code), new Random(1), 0);
        for (var i = 0; i < 20_000; i++)
        {
            var typed = string.Concat(random.GetItems(pieces, random.Next(1, 7)));
            if (Amount.TryCreate(typed, currency, out var amount, out _))
            {
                read++;
                Assert.Equal(Digits(typed), Digits(amount.Value.ToString(CultureInfo.InvariantCulture)));
            }
        }

        Assert.InRange(read, 1_000, 19_000);

        string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit)).Trim('0');
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
            Assert.True(Amount.TryCreate("1234.5", Euro, out var point, out _));
            Assert.True(Amount.TryCreate("1234,5", Euro, out var comma, out _));
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
    [InlineData("1.0000", true)]
    [InlineData("1.001", false)]
    [InlineData("99999999.99", true)]
    [InlineData("100000000", false)]
    public void Of_WhatNoBillHas_IsNotMade(string amount, bool allowed)
    {
        var error = Record.Exception(() => Amount.Of(decimal.Parse(amount, CultureInfo.InvariantCulture), Euro));
        Assert.Equal(allowed, error is null);
        Assert.True(error is null or ArgumentOutOfRangeException);
    }

    [Fact]
    public void Void_Twice_IsRefused()
    {
        var bill = Bill.Add(Guid.NewGuid(), "K7M2P9XP", Amount.Of(1, Euro), "", "somebody", DateTimeOffset.UtcNow);
        bill.Void("wrong customer", "somebody", DateTimeOffset.UtcNow);
        Assert.Throws<InvalidOperationException>(() => bill.Void("again", "somebody", DateTimeOffset.UtcNow));
    }
}
