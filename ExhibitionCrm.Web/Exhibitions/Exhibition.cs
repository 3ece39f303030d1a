using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>A fair: what staff work at, and what amounts and days there mean.</summary>
public sealed class Exhibition
{
    public const string SlugIndexName = "ux_exhibitions_slug";

    /// <summary>Of the trigger by which currency and time zone stay what they are once there are bills.</summary>
    public const string MeaningName = "exhibitions_keep_meaning";

    public const string IdempotencyKeyIndexName = "ux_exhibitions_idempotency_key";

    /// <summary>Of the trigger by which an exhibition is not archived while mails to its customers wait or are being sent.</summary>
    public const string MailWaitsName = "exhibitions_archive";

    public const int SlugMaxLength = 40;
    public const string SlugPattern = "^[a-z0-9](-?[a-z0-9])*$";

    /// <summary>Of the one that the first migration makes.</summary>
    public const string FirstSlug = "exhibition";

    private Exhibition()
    {
    }

    public int Id { get; private init; }

    /// <summary>The short name in addresses.</summary>
    public string Slug { get; private set; } = "";

    /// <summary>Null until somebody gave it one.</summary>
    public string? Name { get; private set; }

    /// <summary>Empty for none.</summary>
    public string Venue { get; private set; } = "";

    public DateOnly? StartsOn { get; private set; }

    /// <summary>The last day.</summary>
    public DateOnly? EndsOn { get; private set; }

    /// <summary>See <see cref="ZoneName"/>.</summary>
    public string TimeZone { get; private set; } = ZoneName.Utc;

    /// <summary>ISO 4217 code.</summary>
    public string Currency { get; private set; } = "";

    /// <summary>A whole number of units of the currency, from which on an amount is asked about.</summary>
    public decimal ImplausibleFrom { get; private set; }

    /// <summary>ISO 3166 code; null for none.</summary>
    public string? PhoneRegion { get; private set; }

    /// <summary>Null for none.</summary>
    public string? PrivacyUrl { get; private set; }

    public ExhibitionState State { get; private set; } = ExhibitionState.Open;

    public ExhibitionColour Colour { get; private set; }

    /// <summary>Whether customers have to give an e-mail address.</summary>
    public bool EmailRequired { get; private set; } = true;

    /// <summary>Whether customers have to give a phone number.</summary>
    public bool PhoneRequired { get; private set; } = true;

    /// <summary>Of the form that made it; null for one that <c>migrate</c> made.</summary>
    public Guid? IdempotencyKey { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Counts the edits, so that of two people who edit at once the second is told.</summary>
    public int Version { get; private set; }

    public ExhibitionDetails Details => ExhibitionDetails.OfStored(
        new ExhibitionTerms(TimeZone, Currency, ImplausibleFrom, PhoneRegion), Name ?? "", Slug, Venue, StartsOn, EndsOn, PrivacyUrl, State, Colour)
        .Requiring(Required);

    public ExhibitionSettings Settings => new(
        Id, Slug, Name, Venue, StartsOn, EndsOn, TimeZoneInfo.FindSystemTimeZoneById(TimeZone), Configuration.Currency.Of(Currency), ImplausibleFrom, PhoneRegion,
        Uri.TryCreate(PrivacyUrl, UriKind.Absolute, out var url) ? url : null, State, Colour)
    {
        Required = Required,
    };

    /// <summary>What people call it: its name, or the short one while it has none.</summary>
    public string Title => Name ?? Slug;

    public static Exhibition Create(ExhibitionDetails details, Guid key, DateTimeOffset now)
    {
        var exhibition = new Exhibition { IdempotencyKey = key, CreatedAt = now };
        exhibition.Take(details);
        return exhibition;
    }

    public void Edit(ExhibitionDetails details)
    {
        Take(details);
        Version++;
    }

    /// <summary>The database sees to it that nothing of it is changed from then on.</summary>
    public void Archive()
    {
        State = ExhibitionState.Archived;
        Version++;
    }

    public void Reopen()
    {
        State = ExhibitionState.Open;
        Version++;
    }

    private void Take(ExhibitionDetails details)
    {
        (Name, Slug, Venue) = (details.Name.Length > 0 ? details.Name : null, details.Slug, details.Venue);
        (StartsOn, EndsOn, PrivacyUrl) = (details.StartsOn, details.EndsOn, details.PrivacyUrl);
        (State, Colour) = (details.State, details.Colour);
        (EmailRequired, PhoneRequired) = (details.Required.Email, details.Required.Phone);
        Agree(details.Terms);
    }

    private RequiredContact Required => new(EmailRequired, PhoneRequired);

    private void Agree(ExhibitionTerms terms) =>
        (TimeZone, Currency, ImplausibleFrom, PhoneRegion) = (terms.TimeZone, terms.Currency, terms.ImplausibleFrom, terms.PhoneRegion);
}

/// <summary>What days, amounts and phone numbers mean at an exhibition.</summary>
/// <param name="TimeZone">See <see cref="ZoneName"/>.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="ImplausibleFrom">A whole number of units of the currency, from which on an amount is asked about.</param>
/// <param name="PhoneRegion">The country of phone numbers typed without one, by ISO 3166 code; null for none.</param>
public sealed record ExhibitionTerms(string TimeZone, string Currency, decimal ImplausibleFrom, string? PhoneRegion)
{
    public const int LeastImplausible = 1;
    public const int MostImplausible = 99_999_999;
    public const int UsualImplausible = 10_000;

    internal static bool IsPhoneRegion(string code) => PhoneNumbers.PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(code);
}
