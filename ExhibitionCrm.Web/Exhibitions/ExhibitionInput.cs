using System.Diagnostics.CodeAnalysis;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>What administrators type about an exhibition.</summary>
public sealed class ExhibitionInput
{
    /// <summary>What the page calls it.</summary>
    private const string Prefix = "Input";

    public string? Name { get; set => field = Typed.Line(value); }

    public string? Venue { get; set => field = Typed.Line(value); }

    public string? StartsOn { get; set => field = Typed.Line(value); }

    public string? EndsOn { get; set => field = Typed.Line(value); }

    public string? TimeZone { get; set => field = Typed.Line(value); }

    public string? Currency { get; set => field = Typed.Line(value); }

    public string? ImplausibleFrom { get; set => field = Typed.Line(value); }

    public string? PhoneRegion { get; set => field = Typed.Line(value); }

    public string? PrivacyUrl { get; set => field = Typed.Line(value); }

    public static ExhibitionInput From(ExhibitionDetails details)
    {
        var text = details.ToText();
        return new()
        {
            Name = text.Name,
            Venue = text.Venue,
            StartsOn = text.StartsOn,
            EndsOn = text.EndsOn,
            TimeZone = text.TimeZone,
            Currency = text.Currency,
            ImplausibleFrom = text.ImplausibleFrom,
            PhoneRegion = text.PhoneRegion,
            PrivacyUrl = text.PrivacyUrl,
        };
    }

    /// <summary>Reads the form; what is wrong stands in the model state then.</summary>
    /// <param name="currency">The code that the exhibition has.</param>
    public bool TryRead(string currency, ModelStateDictionary state, [NotNullWhen(true)] out ExhibitionDetails? details)
    {
        ExhibitionDetails.TryCreate(ToText(), out details, out var faults, currency);
        Say(state, nameof(Name), faults.Name == ValueFault.Missing ? "Enter the exhibition's name." : TextMessage(faults.Name, "Name", ExhibitionDetails.NameMaxLength));
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
        return details is not null && state.IsValid;
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
        Venue = Venue,
        StartsOn = StartsOn,
        EndsOn = EndsOn,
        TimeZone = TimeZone,
        Currency = Currency,
        ImplausibleFrom = ImplausibleFrom,
        PhoneRegion = PhoneRegion,
        PrivacyUrl = PrivacyUrl,
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
