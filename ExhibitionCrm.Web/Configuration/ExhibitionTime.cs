namespace ExhibitionCrm.Web.Configuration;

/// <summary>The exhibition's own time. The database holds UTC; people see and mean the time there.</summary>
public sealed class ExhibitionTime(TimeProvider clock, CurrentExhibition exhibition)
{
    public TimeZoneInfo Zone => exhibition.Settings.TimeZone;

    /// <summary>Now, in UTC.</summary>
    public DateTimeOffset UtcNow => clock.GetUtcNow();

    public DateOnly Today => DateOnly.FromDateTime(Local(UtcNow).DateTime);

    public DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone);

    /// <summary>The instant at which a day begins there, in UTC. Where clocks skip midnight, the first instant after it.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (Zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        var offset = Zone.IsAmbiguousTime(midnight)
            ? Zone.GetAmbiguousTimeOffsets(midnight).Max()
            : Zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    /// <summary>For people: 2026-11-24 09:05.</summary>
    public string Show(DateTimeOffset instant) => Local(instant).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
