using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Demo;

/// <summary>
/// When the counters are busy: on three days, of which the last is today, from nine to half past six, most at eleven and
/// at three. Nothing is later than now, and today begins early enough to have something to show at any hour.
/// </summary>
/// <param name="daysAgo">How long the last of the days is ago.</param>
internal sealed class DemoHours(ExhibitionTime time, int daysAgo = 0)
{
    public const int Days = 3;

    /// <summary>Of the same days of the week.</summary>
    public const int AYearAgo = 364;

    private static readonly TimeSpan Opening = TimeSpan.FromHours(9);
    private static readonly TimeSpan Closing = TimeSpan.FromHours(18.5);
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(35);
    private static readonly TimeSpan BeforeNow = TimeSpan.FromHours(4);

    // What takes half a minute, such as a second try to send a mail, is over too.
    private readonly DateTimeOffset _last = time.UtcNow - TimeSpan.FromMinutes(1);

    /// <summary>After which nothing happens any more.</summary>
    public DateTimeOffset Last => _last;

    /// <summary>So many moments, in their order, in UTC.</summary>
    public DateTimeOffset[] Draw(int count, Random random)
    {
        var days = Enumerable.Range(0, Days).Select(day => Open(time.Today.AddDays(day + 1 - Days - daysAgo))).ToArray();
        var moments = Enumerable.Range(0, count).Select(_ => Within(days[random.Next(days.Length)], random)).ToArray();
        Array.Sort(moments);
        return moments;
    }

    /// <summary>A moment of the same day: most often within the hour.</summary>
    public DateTimeOffset After(DateTimeOffset moment, Random random)
    {
        var closing = Open(DateOnly.FromDateTime(time.Local(moment).DateTime)).Closing;
        var chance = random.NextDouble();
        var later = Usual * -Math.Log(1 - chance);
        return closing <= moment ? moment : moment + (moment + later < closing ? later : (closing - moment) * chance);
    }

    private (DateTimeOffset Opening, DateTimeOffset Closing) Open(DateOnly day)
    {
        var start = time.StartOf(day);
        var (opening, closing) = (start + Opening, start + Closing);
        return closing <= _last
            ? (opening, closing)
            : (Latest(start, Earliest(opening, _last - BeforeNow)), _last);
    }

    // Two humps, before and after lunch.
    private static DateTimeOffset Within((DateTimeOffset Opening, DateTimeOffset Closing) day, Random random) =>
        day.Opening + ((day.Closing - day.Opening) * (random.Next(2) + ((random.NextDouble() + random.NextDouble()) / 2)) / 2);

    private static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
