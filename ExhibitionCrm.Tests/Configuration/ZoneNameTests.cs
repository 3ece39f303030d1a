using System.Globalization;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Tests.Configuration;

public sealed class ZoneNameTests
{
    [Fact]
    public async Task Names_ThatAreTaken_MeanTheSameToTheDatabase()
    {
        var names = TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Append(ZoneName.Utc).Where(name => ZoneName.TryFind(name, out _)).Distinct().ToList();
        Assert.True(names.Count > 300, $"{names.Count}");
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        string[] moments = ["2026-01-15 12:00", "2026-07-15 12:00"];
        var read = await database.ListAsync($"""
            select concat_ws(' ', name, to_char(timezone(name, (moment || 'Z')::timestamptz), 'YYYY-MM-DD HH24:MI'))
            from unnest(array['{string.Join("','", names)}']) name, unnest(array['{string.Join("','", moments)}']) moment
            """);

        var expected =
            from name in names
            from moment in moments
            select $"{name} {TimeZoneInfo.ConvertTimeFromUtc(DateTime.Parse(moment, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(name)):yyyy-MM-dd HH:mm}";
        Assert.Equal(expected.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("W. Europe Standard Time", "Europe/Berlin")]
    [InlineData("Eastern Standard Time", "America/New_York")]
    [InlineData("CET", "Europe/")]
    [InlineData("EST", "America/")]
    [InlineData("MST7MDT", "America/Denver")]
    [InlineData("EST5EDT", "America/New_York")]
    [InlineData("GMT", "UTC")]
    [InlineData("Japan", "Asia/Tokyo")]
    [InlineData("GB", "Europe/London")]
    public void Read_ANameThatTheDatabaseReadsOtherwise_NamesARightOne(string name, string right)
    {
        var fault = Assert.Single(Assert.Throws<InvalidSettingsException>(() => TestOptions.Read(("TIME_ZONE", name))).Faults);
        Assert.StartsWith("TIME_ZONE ", fault, StringComparison.Ordinal);
        Assert.Contains($" as in {right}", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CET-1CEST")]
    [InlineData("UTC+2")]
    [InlineData("+02:00")]
    [InlineData("<+02>-2")]
    [InlineData("right/Europe/Berlin")]
    [InlineData("posix/Europe/Berlin")]
    [InlineData("europe/berlin")]
    [InlineData("Europe/../Europe/Berlin")]
    [InlineData("Europe/Atlantis")]
    [InlineData("localtime")]
    [InlineData("/etc/localtime")]
    public void Read_WhatIsNoNameOfAPlace_IsRefused(string name) => Assert.StartsWith(
        "TIME_ZONE must be", Assert.Single(Assert.Throws<InvalidSettingsException>(() => TestOptions.Read(("TIME_ZONE", name))).Faults), StringComparison.Ordinal);

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("America/Port-au-Prince")]
    [InlineData("Etc/GMT+5")]
    [InlineData("UTC")]
    public void Read_ThePlacesName_IsTaken(string name) => Assert.Equal(name, TestOptions.Read(("TIME_ZONE", name)).Exhibition.TimeZone);
}
