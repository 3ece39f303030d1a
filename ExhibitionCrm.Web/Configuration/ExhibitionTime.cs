namespace ExhibitionCrm.Web.Configuration;

/// <summary>The exhibition's own time. The database holds UTC; people see and mean the time there.</summary>
public sealed class ExhibitionTime(TimeProvider clock, CrmOptions options)
{
    public TimeZoneInfo Zone => options.TimeZone;

    /// <summary>Now, in UTC.</summary>
    public DateTimeOffset UtcNow => clock.GetUtcNow();

    public DateOnly Today => DateOnly.FromDateTime(Local(UtcNow).DateTime);

    public DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, options.TimeZone);

    /// <summary>The instant at which a day begins there, in UTC. Where clocks skip midnight, the first instant after it.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (options.TimeZone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        var offset = options.TimeZone.IsAmbiguousTime(midnight)
            ? options.TimeZone.GetAmbiguousTimeOffsets(midnight).Max()
            : options.TimeZone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    /// <summary>For people: 2026-11-24 09:05.</summary>
    public string Show(DateTimeOffset instant) => Local(instant).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
