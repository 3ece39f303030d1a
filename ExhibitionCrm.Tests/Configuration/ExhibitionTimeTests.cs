using System.Globalization;

namespace ExhibitionCrm.Tests.Configuration;

public sealed class ExhibitionTimeTests
{
    // Worked out by another program, which walked through the day until its date appeared.
    [Theory]
    [InlineData("UTC", "2026-11-24", "2026-11-24T00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-28T23:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25", "2026-10-24T22:00Z")]
    // Clocks go from 24:00 to 01:00: the day has no midnight.
    [InlineData("Africa/Cairo", "2026-04-24", "2026-04-23T22:00Z")]
    [InlineData("America/Santiago", "2026-09-06", "2026-09-06T04:00Z")]
    [InlineData("America/Havana", "2026-03-08", "2026-03-08T05:00Z")]
    // Clocks go from 01:00 back to 00:00: the day has two.
    [InlineData("America/Havana", "2026-11-01", "2026-11-01T04:00Z")]
    [InlineData("Atlantic/Azores", "2026-10-25", "2026-10-25T00:00Z")]
    public void StartOf_IsTheFirstInstantOfTheDay(string zone, string day, string expected)
    {
        var time = TestOptions.TimeIn(zone, DateTimeOffset.UnixEpoch);
        var start = time.StartOf(DateOnly.Parse(day, CultureInfo.InvariantCulture));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), start);
        Assert.Equal(TimeSpan.Zero, start.Offset);
    }

    [Theory]
    [InlineData("2026-11-24T23:30Z", "2026-11-25", "2026-11-25 00:30")]
    [InlineData("2026-07-24T22:30Z", "2026-07-25", "2026-07-25 00:30")]
    [InlineData("2026-07-24T21:30Z", "2026-07-24", "2026-07-24 23:30")]
    public void Today_IsTodayAtTheExhibition(string now, string today, string shown)
    {
        var instant = DateTimeOffset.Parse(now, CultureInfo.InvariantCulture);
        var time = TestOptions.TimeIn("Europe/Berlin", instant);
        Assert.Equal(DateOnly.Parse(today, CultureInfo.InvariantCulture), time.Today);
        Assert.Equal(shown, time.Show(instant));
    }
}
