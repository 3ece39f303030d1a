using System.Diagnostics.CodeAnalysis;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>What administrators type about an exhibition.</summary>
public sealed class ExhibitionInput
{
    /// <summary>What the page calls it.</summary>
    private const string Prefix = "Input";

    public string? Name { get; set => field = Typed.Line(value); }

    public string? Slug { get; set => field = Typed.Line(value); }

    public string? Venue { get; set => field = Typed.Line(value); }

    public string? StartsOn { get; set => field = Typed.Line(value); }

    public string? EndsOn { get; set => field = Typed.Line(value); }

    public string? TimeZone { get; set => field = Typed.Line(value); }

    public string? Currency { get; set => field = Typed.Line(value); }

    public string? ImplausibleFrom { get; set => field = Typed.Line(value); }

    public string? PhoneRegion { get; set => field = Typed.Line(value); }

    public string? PrivacyUrl { get; set => field = Typed.Line(value); }

    public string? State { get; set => field = Typed.Line(value); }

    public string? Colour { get; set => field = Typed.Line(value); }

    /// <summary>A form that does not say it, as one of a version before, changes nothing that most exhibitions have.</summary>
    public bool EmailRequired { get; set; } = true;

    public bool PhoneRequired { get; set; } = true;

    public string? SenderName { get; set => field = Typed.Line(value); }

    public string? SenderAddress { get; set => field = Typed.Line(value); }

    public string? LabelSize { get; set => field = Typed.Line(value); }

    /// <summary>What can be chosen; archiving is a matter of its own.</summary>
    public static IEnumerable<SelectListItem> StateItems =>
        new[] { ExhibitionState.Draft, ExhibitionState.Open, ExhibitionState.Closed }.Select(state => new SelectListItem($"{state}", ExhibitionDetails.NameOf(state)));

    public static ExhibitionInput From(ExhibitionDetails details) => From(details.ToText());

    public static ExhibitionInput From(ExhibitionText text) =>
        new()
        {
            Name = text.Name,
            Slug = text.Slug,
            Venue = text.Venue,
            StartsOn = text.StartsOn,
            EndsOn = text.EndsOn,
            TimeZone = text.TimeZone,
            Currency = text.Currency,
            ImplausibleFrom = text.ImplausibleFrom,
            PhoneRegion = text.PhoneRegion,
            PrivacyUrl = text.PrivacyUrl,
            State = text.State,
            Colour = text.Colour,
            EmailRequired = text.EmailRequired,
            PhoneRequired = text.PhoneRequired,
            SenderName = text.SenderName,
            SenderAddress = text.SenderAddress,
            LabelSize = text.LabelSize,
        };

    /// <summary>Reads the form; what is wrong stands in the model state then.</summary>
    /// <param name="currency">The code that the exhibition has; null for a new one.</param>
    public bool TryRead(string? currency, ModelStateDictionary state, [NotNullWhen(true)] out ExhibitionDetails? details)
    {
        ExhibitionDetails.TryCreate(ToText(), out details, out var faults, currency);
        Say(state, nameof(Name), faults.Name == ValueFault.Missing ? "Enter the exhibition's name." : TextMessage(faults.Name, "Name", ExhibitionDetails.NameMaxLength));
        Say(state, nameof(Slug), SlugMessage(faults.Slug));
        Say(state, nameof(Venue), TextMessage(faults.Venue, "Venue", ExhibitionDetails.VenueMaxLength));
        Say(state, nameof(StartsOn), DayMessage(faults.StartsOn));
        Say(state, nameof(EndsOn), DayMessage(faults.EndsOn));
        Say(state, nameof(TimeZone), TimeZoneMessage(faults.TimeZone));
        Say(state, nameof(Currency), CurrencyMessage(faults.Currency));
        Say(state, nameof(ImplausibleFrom), faults.ImplausibleFrom is null ? null
            : $"Enter a whole number from {ExhibitionTerms.LeastImplausible} to {ExhibitionTerms.MostImplausible}, in digits only.");
        Say(state, nameof(PhoneRegion), faults.PhoneRegion is null ? null : "Enter a country code of two letters, such as DE, or leave this empty.");
        Say(state, nameof(PrivacyUrl), faults.PrivacyUrl == ValueFault.Malformed
            ? "Enter an address like https://example.org/privacy, or leave this empty."
            : TextMessage(faults.PrivacyUrl, "Privacy notice", ExhibitionDetails.PrivacyUrlMaxLength));
        Say(state, nameof(State), faults.State is null ? null : "Choose a state from the list.");
        Say(state, nameof(Colour), faults.Colour is null ? null : "Choose one of the colours.");
        Say(state, nameof(SenderName), TextMessage(faults.SenderName, "Sender's name", MailSender.NameMaxLength));
        Say(state, nameof(SenderAddress), SenderMessage(faults.SenderAddress));
        Say(state, nameof(LabelSize), LabelMessage(faults.LabelSize));
        return details is not null && state.IsValid;
    }

    /// <summary>Another exhibition has the short name; it stands in the field, also where the name gave it.</summary>
    public void RefuseSlug(ExhibitionDetails details, ModelStateDictionary state)
    {
        state.Remove($"{Prefix}.{nameof(Slug)}");
        Slug = details.Slug;
        Say(state, nameof(Slug), "Another exhibition has or had this short name. Enter a different one.");
    }

    /// <summary>Puts back what cannot be changed, and says why.</summary>
    public void Restore(EditExhibitionOutcome.FixedByBills kept, ModelStateDictionary state)
    {
        if (TimeZone != kept.TimeZone)
        {
            state.Remove($"{Prefix}.{nameof(TimeZone)}");
            TimeZone = kept.TimeZone;
            Say(state, nameof(TimeZone), "The time zone can't be changed any more because bills have been added. Save again to keep it as it was.");
        }

        if (!string.Equals(Currency, kept.Currency, StringComparison.OrdinalIgnoreCase))
        {
            state.Remove($"{Prefix}.{nameof(Currency)}");
            Currency = kept.Currency;
            Say(state, nameof(Currency), "The currency can't be changed any more because bills have been added. Save again to keep it as it was.");
        }
    }

    private ExhibitionText ToText() => new()
    {
        Name = Name,
        Slug = Slug,
        Venue = Venue,
        StartsOn = StartsOn,
        EndsOn = EndsOn,
        TimeZone = TimeZone,
        Currency = Currency,
        ImplausibleFrom = ImplausibleFrom,
        PhoneRegion = PhoneRegion,
        PrivacyUrl = PrivacyUrl,
        State = State,
        Colour = Colour,
        EmailRequired = EmailRequired,
        PhoneRequired = PhoneRequired,
        SenderName = SenderName,
        SenderAddress = SenderAddress,
        LabelSize = LabelSize,
    };

    /// <summary>Why a text is no label's size; null for no fault.</summary>
    internal static string? LabelMessage(ValueFault? fault) => fault switch
    {
        null => null,
        ValueFault.OutOfRange => $"A label can be from {Configuration.LabelSize.MinWidth} to {Configuration.LabelSize.MaxWidth} mm wide and from {Configuration.LabelSize.MinHeight} to {Configuration.LabelSize.MaxHeight} mm high.",
        _ => "Enter width and height in whole millimetres, such as 100 x 60.",
    };

    private static string? SenderMessage(ValueFault? fault) => fault switch
    {
        null => null,
        ValueFault.Missing => "Enter the sender's email address too, or leave both empty.",
        ValueFault.TooLong => $"Sender's email address must be {EmailAddress.MaxLength} characters or fewer.",
        ValueFault.Unknown => "Use only unaccented letters, digits and common signs before the @: many mail servers refuse other senders.",
        _ => "Enter an email address such as info@example.org.",
    };

    private static string? SlugMessage(ValueFault? fault) => fault switch
    {
        null => null,
        ValueFault.TooLong => $"Short name must be {Exhibition.SlugMaxLength} characters or fewer.",
        _ => "Enter a short name of letters (a to z), digits and single hyphens, such as expo-2027.",
    };

    private string? TimeZoneMessage(ValueFault? fault) => fault switch
    {
        null => null,
        ValueFault.Malformed when ZoneName.Suggest(TimeZone!) is { } other => $"Choose a time zone by a city's name, such as {other}.",
        _ => "Enter the name of a time zone, such as Europe/Berlin.",
    };

    private static string? CurrencyMessage(ValueFault? fault) => fault switch
    {
        null => null,
        ValueFault.Unknown => "There's no currency with this code. Enter a code by ISO 4217, such as EUR.",
        _ => "Enter a currency code of three letters, such as EUR.",
    };

    private static string? DayMessage(ValueFault? fault) => fault switch
    {
        null => null,
        ValueFault.BeforeTheStart => "The last day can't be before the first day.",
        _ => "Enter a day like 2026-11-24, or leave this empty.",
    };

    private static string? TextMessage(ValueFault? fault, string label, int maxLength) => fault switch
    {
        null => null,
        ValueFault.TooLong => $"{label} must be {maxLength} characters or fewer.",
        _ => PlainTextAttribute.Message,
    };

    private static void Say(ModelStateDictionary state, string field, string? message)
    {
        if (message is not null)
        {
            state.AddModelError($"{Prefix}.{field}", message);
        }
    }
}
