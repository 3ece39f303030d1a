namespace ExhibitionCrm.Web.Configuration;

/// <summary>What the program has to know of an exhibition wherever it works for it, as it was when it was read.</summary>
/// <param name="Slug">Its short name in addresses.</param>
/// <param name="Name">Null until somebody gave it one.</param>
/// <param name="Venue">Empty for none.</param>
/// <param name="TimeZone">"Today" is today there.</param>
/// <param name="Currency">Of all amounts.</param>
/// <param name="ImplausibleFrom">From here on an amount is asked about before it is saved, in units of the currency.</param>
/// <param name="PhoneRegion">The country of phone numbers typed without one, by ISO 3166 code; null for none.</param>
/// <param name="PrivacyUrl">Where visitors read what is done with their data; null for nowhere.</param>
/// <param name="State">Archived: the database refuses what pages should not offer.</param>
/// <param name="Colour">What it is told from others by, beside its name.</param>
public sealed record ExhibitionSettings(
    int Id, string Slug, string? Name, string Venue, DateOnly? StartsOn, DateOnly? EndsOn, TimeZoneInfo TimeZone, Currency Currency,
    decimal ImplausibleFrom, string? PhoneRegion, Uri? PrivacyUrl, ExhibitionState State = ExhibitionState.Open,
    ExhibitionColour Colour = ExhibitionColour.Blue)
{
    /// <summary>Those that it had: addresses with them lead to it, too.</summary>
    public IReadOnlyList<string> FormerSlugs { get; init; } = [];

    /// <summary>What people call it.</summary>
    public string Title => Name ?? Slug;

    /// <summary>What customers have to give.</summary>
    public RequiredContact Required { get; init; } = RequiredContact.Both;

    /// <summary>Of the mails to its customers; null for the installation's sender.</summary>
    public string? SenderAddress { get; init; }

    /// <summary>Empty for none.</summary>
    public string SenderName { get; init; } = "";

    /// <summary>Of its badges, in browsers that were never told another one.</summary>
    public LabelSize LabelSize { get; init; } = LabelSize.Usual;

    /// <summary>Null for none.</summary>
    public LogoSettings? Logo { get; init; }
}

/// <summary>What pages that show an exhibition's logo have to know of it.</summary>
/// <param name="Version">Another one for another image.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record LogoSettings(string Version, int Width, int Height);
