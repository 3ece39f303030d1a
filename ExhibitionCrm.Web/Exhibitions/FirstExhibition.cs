using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>Makes the exhibition of a database that has none: a new one, or one from before there were any.</summary>
public sealed class FirstExhibition(CrmDbContext db, FirstExhibitionOptions options, TimeProvider clock)
{
    private bool _isMade;

    /// <summary>Does nothing once there is one: from then on administrators say what it is like.</summary>
    internal async Task CreateFromSettingsAsync()
    {
        // In SQL: while an older database is migrated, its table has no column yet that came later.
        var (zone, currency, implausibleFrom, region) = options.Terms;
        _isMade |= await db.Database.ExecuteSqlAsync($"""
            insert into exhibitions (slug, venue, time_zone, currency, implausible_from, phone_region, created_at, version)
            select {Exhibition.FirstSlug}, '', {zone}, {currency}, {implausibleFrom}, {region}::text, {clock.GetUtcNow()}, 0
            where not exists (select from exhibitions)
            on conflict (slug) do nothing
            """) > 0;
    }

    /// <summary>
    /// Once the database is migrated: the one just made begins with the sender of the settings. One of before goes on with
    /// whatever these say.
    /// </summary>
    internal async Task SeedSenderAsync()
    {
        if (_isMade && options.Sender is { } sender)
        {
            await db.Database.ExecuteSqlAsync($"""
                update exhibitions set sender_name = nullif({sender.Name}, ''), sender_address = {sender.Address}
                where slug = {Exhibition.FirstSlug} and version = 0 and sender_address is null
                """);
        }
    }
}

/// <summary>TIME_ZONE, CURRENCY, IMPLAUSIBLE_AMOUNT, PHONE_REGION and DEFAULT_FROM_EMAIL: what the first exhibition begins with.</summary>
/// <param name="Sender">Null where there is none, or none that an exhibition can have.</param>
public sealed record FirstExhibitionOptions(ExhibitionTerms Terms, MailSender? Sender = null)
{
    internal static FirstExhibitionOptions Read(SettingsReader settings) => new(new ExhibitionTerms(
        TimeZone(settings),
        Currency(settings),
        settings.Number("IMPLAUSIBLE_AMOUNT", ExhibitionTerms.UsualImplausible, ExhibitionTerms.LeastImplausible, ExhibitionTerms.MostImplausible),
        PhoneRegion(settings)), MailSender.Parse(settings.Text("DEFAULT_FROM_EMAIL")));

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
