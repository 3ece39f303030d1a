using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>What administrators say of an exhibition: nothing that one could not have.</summary>
public sealed record ExhibitionDetails
{
    public const int NameMaxLength = 100;
    public const int VenueMaxLength = 200;
    public const int PrivacyUrlMaxLength = 500;

    private const string Day = "yyyy-MM-dd";

    private ExhibitionDetails(ExhibitionTerms terms, string name, string slug) => (Terms, Name, Slug) = (terms, name, slug);

    public ExhibitionTerms Terms { get; }

    /// <summary>One line; empty only for an exhibition that nobody named yet.</summary>
    public string Name { get; }

    /// <summary>See <see cref="Exhibitions.Slug"/>.</summary>
    public string Slug { get; }

    /// <summary>One line; empty for none.</summary>
    public string Venue { get; private init; } = "";

    public DateOnly? StartsOn { get; private init; }

    /// <summary>The last day, not before the first one.</summary>
    public DateOnly? EndsOn { get; private init; }

    /// <summary>An address of the web; null for none.</summary>
    public string? PrivacyUrl { get; private init; }

    /// <summary>Archived only for one that is: nobody types that.</summary>
    public ExhibitionState State { get; private init; }

    public ExhibitionColour Colour { get; private init; }

    /// <summary>What customers have to give.</summary>
    public RequiredContact Required { get; private init; } = RequiredContact.Both;

    /// <param name="faults">What is wrong; none when the details were made.</param>
    /// <param name="currency">
    /// The code that the exhibition has. It can stay, known or not: of before, any three letters were taken, and with a bill
    /// they cannot change.
    /// </param>
    public static bool TryCreate(
        ExhibitionText text, [NotNullWhen(true)] out ExhibitionDetails? details, out ExhibitionFaults faults, string? currency = null)
    {
        var (name, venue, url) = (Line(text.Name), Line(text.Venue), Line(text.PrivacyUrl));
        var (zone, code, region) = (Line(text.TimeZone), Line(text.Currency).ToUpperInvariant(), Line(text.PhoneRegion).ToUpperInvariant());
        var slug = ReadSlug(text.Slug, name);
        var stateFault = ChoiceFault(text.State, ExhibitionState.Open, out var state) ?? (state == ExhibitionState.Archived ? ValueFault.Unknown : null);
        var colourFault = ChoiceFault(text.Colour, default(ExhibitionColour), out var colour);
        var startFault = DayFault(text.StartsOn, out var start);
        var endFault = DayFault(text.EndsOn, out var end);
        faults = new ExhibitionFaults
        {
            Name = name.Length == 0 ? ValueFault.Missing : TextFault(name, NameMaxLength),
            // Where the name is what is wrong, there is nothing to make one of.
            Slug = slug.Length == 0 && name.Length == 0 ? null : Exhibitions.Slug.Fault(slug),
            Venue = TextFault(venue, VenueMaxLength),
            StartsOn = startFault,
            EndsOn = endFault ?? (end < start ? ValueFault.BeforeTheStart : null),
            TimeZone = zone.Length == 0 ? ValueFault.Missing : ZoneName.TryFind(zone, out _) ? null : ValueFault.Malformed,
            Currency = code == currency ? null : CurrencyFault(code),
            ImplausibleFrom = NumberFault(Line(text.ImplausibleFrom), out var implausible),
            PhoneRegion = region.Length == 0 || ExhibitionTerms.IsPhoneRegion(region) ? null : ValueFault.Malformed,
            PrivacyUrl = url.Length == 0 ? null : TextFault(url, PrivacyUrlMaxLength) ?? (IsWebAddress(url) ? null : ValueFault.Malformed),
            State = stateFault,
            Colour = colourFault,
        };
        details = faults == ExhibitionFaults.None
            ? OfStored(new ExhibitionTerms(zone, code, implausible, Given(region)), name, slug, venue, start, end, Given(url), state, colour)
                .Requiring(new RequiredContact(text.EmailRequired, text.PhoneRequired))
            : null;
        return details is not null;
    }

    /// <summary>Of what a program has, as the demonstration's.</summary>
    /// <param name="currency">As <see cref="TryCreate"/> has it.</param>
    /// <exception cref="ArgumentException">Not details that an exhibition can have.</exception>
    public static ExhibitionDetails Of(ExhibitionText text, string? currency = null) =>
        TryCreate(text, out var details, out var faults, currency) ? details : throw new ArgumentException(faults.ToString());

    /// <summary>Those of a row, accepted when it was saved.</summary>
    internal static ExhibitionDetails OfStored(
        ExhibitionTerms terms, string name, string slug, string venue, DateOnly? startsOn, DateOnly? endsOn, string? privacyUrl, ExhibitionState state, ExhibitionColour colour) =>
        new(terms, name, slug) { Venue = venue, StartsOn = startsOn, EndsOn = endsOn, PrivacyUrl = privacyUrl, State = state, Colour = colour };

    internal ExhibitionDetails Requiring(RequiredContact required) => this with { Required = required };

    /// <summary>As somebody would type them.</summary>
    public ExhibitionText ToText() => new()
    {
        Name = Name,
        Slug = Slug,
        Venue = Venue,
        StartsOn = StartsOn?.ToString(Day, CultureInfo.InvariantCulture),
        EndsOn = EndsOn?.ToString(Day, CultureInfo.InvariantCulture),
        TimeZone = Terms.TimeZone,
        Currency = Terms.Currency,
        ImplausibleFrom = Terms.ImplausibleFrom.ToString("0", CultureInfo.InvariantCulture),
        PhoneRegion = Terms.PhoneRegion,
        PrivacyUrl = PrivacyUrl,
        State = NameOf(State),
        Colour = NameOf(Colour),
        EmailRequired = Required.Email,
        PhoneRequired = Required.Phone,
    };

    /// <summary>As it is stored and sent by forms.</summary>
    internal static string NameOf<T>(T choice)
        where T : struct, Enum => choice.ToString().ToLowerInvariant();

    private static string ReadSlug(string? typed, string name)
    {
        var slug = Line(typed).ToLowerInvariant();
        return slug.Length == 0 && Exhibitions.Slug.TryPropose(name, out var proposed) ? proposed : slug;
    }

    // No numbers, which Enum takes as well.
    private static ValueFault? ChoiceFault<T>(string? text, T usual, out T choice)
        where T : struct, Enum
    {
        choice = usual;
        var line = Line(text).ToLowerInvariant();
        return line.Length == 0 || (line.All(char.IsAsciiLetter) && Enum.TryParse(line, ignoreCase: true, out choice)) ? null : ValueFault.Unknown;
    }

    private static string Line(string? text) => text?.WithoutDirectionControls().Trim() ?? "";

    private static string? Given(string text) => text.Length > 0 ? text : null;

    private static ValueFault? TextFault(string text, int maxLength) =>
        text.Length > maxLength ? ValueFault.TooLong : !PlainText.IsPlain(text) ? ValueFault.NotPlain : null;

    private static ValueFault? CurrencyFault(string code) =>
        code.Length == 0 ? ValueFault.Missing
        : code.Length != 3 || !code.All(char.IsAsciiLetterUpper) ? ValueFault.Malformed
        : Configuration.Currency.IsKnown(code) ? null : ValueFault.Unknown;

    private static ValueFault? DayFault(string? text, out DateOnly? day)
    {
        day = null;
        if (Line(text) is not { Length: > 0 } line)
        {
            return null;
        }

        if (!DateOnly.TryParseExact(line, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
        {
            return ValueFault.Malformed;
        }

        day = read;
        return read.Year is > 1900 and < 9000 ? null : ValueFault.OutOfRange;
    }

    // Digits alone: a separator groups to some and ends the whole part to others.
    private static ValueFault? NumberFault(string text, out int number)
    {
        number = 0;
        return text.Length == 0 ? ValueFault.Missing
            : !text.All(char.IsAsciiDigit) ? ValueFault.Malformed
            : !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
                || number is < ExhibitionTerms.LeastImplausible or > ExhibitionTerms.MostImplausible ? ValueFault.OutOfRange
            : null;
    }

    private static bool IsWebAddress(string text) =>
        !text.Any(char.IsWhiteSpace) && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url is { Scheme: "http" or "https", UserInfo: "", Host.Length: > 0 }
        && text.StartsWith($"{url.Scheme}://", StringComparison.Ordinal);
}

/// <summary>What is wrong with each of the details, null for nothing.</summary>
public sealed record ExhibitionFaults
{
    public static readonly ExhibitionFaults None = new();

    public ValueFault? Name { get; init; }

    /// <summary>Missing where none was typed, and the name gives none.</summary>
    public ValueFault? Slug { get; init; }

    public ValueFault? Venue { get; init; }

    public ValueFault? StartsOn { get; init; }

    public ValueFault? EndsOn { get; init; }

    public ValueFault? TimeZone { get; init; }

    public ValueFault? Currency { get; init; }

    public ValueFault? ImplausibleFrom { get; init; }

    public ValueFault? PhoneRegion { get; init; }

    public ValueFault? PrivacyUrl { get; init; }

    public ValueFault? State { get; init; }

    public ValueFault? Colour { get; init; }
}
