using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Forms;

namespace ExhibitionCrm.Tests.Exhibitions;

public sealed class ExhibitionDetailsTests
{
    private static readonly ExhibitionText Right = new()
    {
        Name = "Expo 2027",
        Slug = "expo-2027",
        Venue = "Hall 7",
        StartsOn = "2027-05-03",
        EndsOn = "2027-05-05",
        TimeZone = "Europe/Berlin",
        Currency = "EUR",
        ImplausibleFrom = "2500",
        PhoneRegion = "DE",
        PrivacyUrl = "https://example.org/privacy",
        State = "draft",
        Colour = "teal",
        SenderName = "Expo",
        SenderAddress = "info@expo.example",
        LabelSize = "100x60",
    };

    public static TheoryData<string, string?, ValueFault> Wrong => new()
    {
        { nameof(ExhibitionText.Name), null, ValueFault.Missing },
        { nameof(ExhibitionText.Name), " \u202E ", ValueFault.Missing },
        { nameof(ExhibitionText.Name), new string('x', 101), ValueFault.TooLong },
        { nameof(ExhibitionText.Name), "a\u0001b", ValueFault.NotPlain },
        { nameof(ExhibitionText.Name), "a\uFFFE", ValueFault.NotPlain },
        { nameof(ExhibitionText.Slug), "expo--2027", ValueFault.Malformed },
        { nameof(ExhibitionText.Slug), "-expo", ValueFault.Malformed },
        { nameof(ExhibitionText.Slug), "expo_2027", ValueFault.Malformed },
        { nameof(ExhibitionText.Slug), "mässe", ValueFault.Malformed },
        { nameof(ExhibitionText.Slug), new string('x', 41), ValueFault.TooLong },
        { nameof(ExhibitionText.State), "archived", ValueFault.Unknown },
        { nameof(ExhibitionText.State), "1", ValueFault.Unknown },
        { nameof(ExhibitionText.Colour), "mauve", ValueFault.Unknown },
        { nameof(ExhibitionText.Venue), new string('x', 201), ValueFault.TooLong },
        { nameof(ExhibitionText.Venue), "two\nlines", ValueFault.NotPlain },
        { nameof(ExhibitionText.StartsOn), "3 May 2027", ValueFault.Malformed },
        { nameof(ExhibitionText.StartsOn), "2027-02-29", ValueFault.Malformed },
        { nameof(ExhibitionText.StartsOn), "0001-01-01", ValueFault.OutOfRange },
        { nameof(ExhibitionText.EndsOn), "9999-12-31", ValueFault.OutOfRange },
        { nameof(ExhibitionText.EndsOn), "2027-05-02", ValueFault.BeforeTheStart },
        { nameof(ExhibitionText.TimeZone), "", ValueFault.Missing },
        { nameof(ExhibitionText.TimeZone), "CET", ValueFault.Malformed },
        { nameof(ExhibitionText.TimeZone), "Europe/Atlantis", ValueFault.Malformed },
        { nameof(ExhibitionText.Currency), "", ValueFault.Missing },
        { nameof(ExhibitionText.Currency), "€", ValueFault.Malformed },
        { nameof(ExhibitionText.Currency), "EURO", ValueFault.Malformed },
        { nameof(ExhibitionText.Currency), "EÜR", ValueFault.Malformed },
        { nameof(ExhibitionText.Currency), "ABC", ValueFault.Unknown },
        { nameof(ExhibitionText.Currency), "UYW", ValueFault.Unknown },
        { nameof(ExhibitionText.ImplausibleFrom), "", ValueFault.Missing },
        { nameof(ExhibitionText.ImplausibleFrom), "1,000", ValueFault.Malformed },
        { nameof(ExhibitionText.ImplausibleFrom), "-1", ValueFault.Malformed },
        { nameof(ExhibitionText.ImplausibleFrom), "0", ValueFault.OutOfRange },
        { nameof(ExhibitionText.ImplausibleFrom), "100000000", ValueFault.OutOfRange },
        { nameof(ExhibitionText.ImplausibleFrom), "99999999999", ValueFault.OutOfRange },
        { nameof(ExhibitionText.PhoneRegion), "XX", ValueFault.Malformed },
        { nameof(ExhibitionText.PhoneRegion), "Germany", ValueFault.Malformed },
        { nameof(ExhibitionText.PrivacyUrl), "example.org/privacy", ValueFault.Malformed },
        { nameof(ExhibitionText.PrivacyUrl), "javascript:alert(1)", ValueFault.Malformed },
        { nameof(ExhibitionText.PrivacyUrl), "https://user:secret@example.org/", ValueFault.Malformed },
        { nameof(ExhibitionText.PrivacyUrl), "https://example.org/a b", ValueFault.Malformed },
        { nameof(ExhibitionText.SenderName), "a\u0007b", ValueFault.NotPlain },
        { nameof(ExhibitionText.SenderAddress), "", ValueFault.Missing },
        { nameof(ExhibitionText.SenderAddress), "nobody", ValueFault.Malformed },
        { nameof(ExhibitionText.LabelSize), "large", ValueFault.Malformed },
        { nameof(ExhibitionText.LabelSize), "19x60", ValueFault.OutOfRange },
        { nameof(ExhibitionText.PrivacyUrl), $"https://example.org/{new string('x', 500)}", ValueFault.TooLong },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void TryCreate_OfOneWrongText_NamesItsFaultAndNoOther(string field, string? text, ValueFault expected)
    {
        Assert.False(ExhibitionDetails.TryCreate(With(field, text), out var details, out var faults));
        Assert.Null(details);
        var found = typeof(ExhibitionFaults).GetProperties().Select(p => (p.Name, Fault: p.GetValue(faults) as ValueFault?)).Where(f => f.Fault is not null);
        Assert.Equal((field, expected), Assert.Single(found));
    }

    [Fact]
    public void TryCreate_OfRightText_IsWhatWasTyped()
    {
        Assert.True(ExhibitionDetails.TryCreate(Right with { Currency = " eur ", PhoneRegion = "de", Name = " Expo 2027 " }, out var details, out var faults));
        Assert.Equal(ExhibitionFaults.None, faults);
        Assert.Equal(Right, details.ToText());
        Assert.Equal(new ExhibitionTerms("Europe/Berlin", "EUR", 2500m, "DE"), details.Terms);
        Assert.Equal((new DateOnly(2027, 5, 3), new DateOnly(2027, 5, 5)), (details.StartsOn, details.EndsOn));
    }

    [Fact]
    public void TryCreate_OfWhatIsNeededAlone_LeavesTheRestEmpty()
    {
        Assert.True(ExhibitionDetails.TryCreate(
            new ExhibitionText { Name = "Expo", TimeZone = "UTC", Currency = "JPY", ImplausibleFrom = "1", Venue = " ", PhoneRegion = "", PrivacyUrl = "" }, out var details, out _));
        Assert.Equal(("", null, null, null, null), (details.Venue, details.StartsOn, details.EndsOn, details.Terms.PhoneRegion, details.PrivacyUrl));
    }

    [Theory]
    [InlineData("2027-05-03", null)]
    [InlineData(null, "2027-05-03")]
    [InlineData("2027-05-03", "2027-05-03")]
    public void TryCreate_OfOneDayOrOneEnd_IsTaken(string? startsOn, string? endsOn) =>
        Assert.True(ExhibitionDetails.TryCreate(Right with { StartsOn = startsOn, EndsOn = endsOn }, out _, out _));

    private static ExhibitionText With(string field, string? text)
    {
        var changed = Right with { };
        typeof(ExhibitionText).GetProperty(field)!.SetValue(changed, text);
        return changed;
    }
}
