namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>What somebody says of an exhibition, as text that nobody has checked; <see cref="ExhibitionDetails"/> come of it.</summary>
public sealed record ExhibitionText
{
    public string? Name { get; init; }

    /// <summary>Empty for one that is made of the name.</summary>
    public string? Slug { get; init; }

    public string? Venue { get; init; }

    /// <summary>As in 2026-11-24.</summary>
    public string? StartsOn { get; init; }

    public string? EndsOn { get; init; }

    public string? TimeZone { get; init; }

    public string? Currency { get; init; }

    public string? ImplausibleFrom { get; init; }

    public string? PhoneRegion { get; init; }

    public string? PrivacyUrl { get; init; }

    /// <summary>By name, as draft; empty for open.</summary>
    public string? State { get; init; }

    /// <summary>By name, as blue; empty for the first one.</summary>
    public string? Colour { get; init; }

    /// <summary>Whether customers have to give an e-mail address; in doubt they do.</summary>
    public bool EmailRequired { get; init; } = true;

    /// <summary>The same of a phone number.</summary>
    public bool PhoneRequired { get; init; } = true;

    /// <summary>What customers need not give, in words: as "email optional".</summary>
    internal IEnumerable<string> Optional()
    {
        if (!EmailRequired)
        {
            yield return "email optional";
        }

        if (!PhoneRequired)
        {
            yield return "phone optional";
        }
    }

    public string? SenderName { get; init; }

    /// <summary>Empty, as the name is then, for the installation's sender.</summary>
    public string? SenderAddress { get; init; }

    /// <summary>As in 89x36; empty for the usual one.</summary>
    public string? LabelSize { get; init; }
}
