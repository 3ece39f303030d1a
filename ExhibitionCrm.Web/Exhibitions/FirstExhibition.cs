using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>Makes the exhibition of a database that has none: a new one, or one from before there were any.</summary>
public sealed class FirstExhibition(CrmDbContext db, FirstExhibitionOptions options, TimeProvider clock)
{
    /// <summary>Does nothing once there is one: from then on administrators say what it is like.</summary>
    internal async Task CreateFromSettingsAsync()
    {
        if (await db.Exhibitions.AnyAsync())
        {
            return;
        }

        db.Add(Exhibition.CreateFirst(options.Terms, clock.GetUtcNow()));
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException e) when (e.Violates(Exhibition.SlugIndexName))
        {
            // Somebody else made it at the same moment.
            db.ChangeTracker.Clear();
        }
    }
}

/// <summary>TIME_ZONE, CURRENCY, IMPLAUSIBLE_AMOUNT and PHONE_REGION: what the first exhibition begins with.</summary>
public sealed record FirstExhibitionOptions(ExhibitionTerms Terms)
{
    internal static FirstExhibitionOptions Read(SettingsReader settings) => new(new ExhibitionTerms(
        TimeZone(settings),
        Currency(settings),
        settings.Number("IMPLAUSIBLE_AMOUNT", ExhibitionTerms.UsualImplausible, ExhibitionTerms.LeastImplausible, ExhibitionTerms.MostImplausible),
        PhoneRegion(settings)));

    private static string TimeZone(SettingsReader settings)
    {
        var name = settings.Text("TIME_ZONE") ?? ZoneName.Utc;
        if (!ZoneName.TryFind(name, out _))
        {
            settings.Fault("TIME_ZONE", ZoneName.Suggest(name) is { } other
                ? $"must be a name that the database reads in the same way: instead of \"{name}\", set it to the city's, as in {other}"
                : "must be the IANA name of a time zone, like Europe/Berlin");
        }

        return name;
    }

    private static string Currency(SettingsReader settings)
    {
        var code = settings.Text("CURRENCY") ?? "EUR";
        if (!Configuration.Currency.IsKnown(code))
        {
            settings.Fault("CURRENCY", "must be the code of a currency by ISO 4217, in three capital letters, like EUR");
        }

        return code;
    }

    private static string? PhoneRegion(SettingsReader settings)
    {
        var region = settings.Text("PHONE_REGION");
        if (region is not null && !ExhibitionTerms.IsPhoneRegion(region))
        {
            settings.Fault("PHONE_REGION", "must be a country code of two capital letters, like DE");
        }

        return region;
    }
}
