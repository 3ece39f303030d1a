using System.Globalization;
using ExhibitionCrm.Web.Lists;

namespace ExhibitionCrm.Tests.Lists;

public sealed class DateFilterTests
{
    [Theory]
    // Ten to midnight in UTC is the next day in Berlin.
    [InlineData("today", "2026-11-24T23:50Z", "2026-11-24T23:00Z")]
    [InlineData("today", "2026-11-24T22:50Z", "2026-11-23T23:00Z")]
    [InlineData("7days", "2026-11-24T12:00Z", "2026-11-17T23:00Z")]
    // Seven days that hold the change from summer time.
    [InlineData("7days", "2026-10-28T12:00Z", "2026-10-21T22:00Z")]
    [InlineData("month", "2026-10-31T23:30Z", "2026-10-31T23:00Z")]
    [InlineData("month", "2026-10-31T22:30Z", "2026-09-30T22:00Z")]
    public void Bounds_OfAPreset_BeginAtMidnightInBerlin(string preset, string now, string from)
    {
        var bounds = DateFilter.Parse(preset, null, null).Bounds(TestOptions.TimeIn("Europe/Berlin", Instant(now)));
        Assert.Equal((Instant(from), null), bounds);
    }

    [Theory]
    [InlineData("2026-03-29", "2026-03-29", "2026-03-28T23:00Z", "2026-03-29T22:00Z")]
    [InlineData("2026-10-25", "2026-10-25", "2026-10-24T22:00Z", "2026-10-25T23:00Z")]
    [InlineData("2026-11-24", null, "2026-11-23T23:00Z", null)]
    [InlineData(null, "2026-11-24", null, "2026-11-24T23:00Z")]
    // The wrong way round is what somebody meant the right way round.
    [InlineData("2026-11-24", "2026-11-20", "2026-11-19T23:00Z", "2026-11-24T23:00Z")]
    public void Bounds_OfARange_HoldWholeDays(string? first, string? last, string? from, string? until)
    {
        var bounds = DateFilter.Parse(DateFilter.Range, first, last).Bounds(TestOptions.TimeIn("Europe/Berlin", DateTimeOffset.UnixEpoch));
        Assert.Equal((from is null ? null : Instant(from), until is null ? null : Instant(until)), bounds);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("yesterday", null, null)]
    [InlineData("range", "24.11.2026", "\0")]
    [InlineData("range", "0001-01-01", "9999-12-31")]
    [InlineData("range", "2026-02-30", "")]
    public void Parse_WhatCannotBeRead_DoesNotNarrow(string? preset, string? from, string? to)
    {
        var filter = DateFilter.Parse(preset, from, to);
        Assert.True(filter.IsEmpty);
        Assert.Equal((null, null), filter.Bounds(TestOptions.TimeIn("Europe/Berlin", DateTimeOffset.UnixEpoch)));
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
