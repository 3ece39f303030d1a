namespace ExhibitionCrm.Web.Exports;

/// <summary>
/// How many exports one web process makes at once, and how long one may take. An export works as hard as a hundred people
/// at counters, who come first; whoever reads one slowly, or not at all, holds one of the few places and a connection to
/// the database.
/// </summary>
public sealed class ExportLimits
{
    public int SideBySide { get; set; } = 4;

    public int OfOnePerson { get; set; } = 2;

    /// <summary>Further ones, that wait for a place.</summary>
    public int Waiting { get; set; } = 64;

    public int WaitingOfOnePerson { get; set; } = 6;

    /// <summary>How long a reader may take nothing at all.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>From the first byte to the last. Millions of rows take minutes.</summary>
    public TimeSpan Longest { get; set; } = TimeSpan.FromHours(1);
}
