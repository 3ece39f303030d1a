using System.Globalization;

namespace ExhibitionCrm.Bench;

/// <summary>What the command line may say.</summary>
internal sealed record BenchOptions
{
    public static readonly string Usage = $"""
        Measures the web program against a database server of its own, both thrown away at the end.
          --customers N         how many to seed, each with five bills (default 10000)
          --exhibitions N       among how many they are shared out, one after another; the last one is measured (default 1)
          --seconds N           how long each line of the table is measured (default 10)
          --warm-up N           seconds before each of them that do not count (default 5)
          --connections N,N     kept-alive connections (default 1,16)
          --output FILE         where the table goes as Markdown, besides the terminal
          --scripts FOLDER      where the first of pgbench's scripts for each line of the table is kept, to look at
          --only KEY,KEY        of {string.Join(", ", Scenario.AllKeys)}, {Scans.Key}, {ColdStart.Key}; by themselves,
                                {Scale.Key}: several web processes behind nginx and PgBouncer, and {Costs.Key}: what one request and one mail take
          --processes N,N       web processes of {Scale.Key}; {Costs.Key} sends mail with the fewest and the most (default 1,2,4)
          --pgbouncer FILE      the pooler's program (default: pgbouncer on the path)
        """;

    public int Customers { get; init; } = 10_000;

    public int Exhibitions { get; init; } = 1;

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(5);

    public IReadOnlyList<int> Connections { get; init; } = [1, 16];

    public IReadOnlyList<int> Processes { get; init; } = [1, 2, 4];

    public string Pooler { get; init; } = "pgbouncer";

    public string? Output { get; init; }

    public string? Scripts { get; init; }

    /// <summary>Empty for everything.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    public bool Includes(string key) => Only.Count == 0 || Only.Contains(key);

    /// <exception cref="ArgumentException">An argument is not understood.</exception>
    public static BenchOptions Parse(string[] arguments) => Parse(new BenchOptions(), arguments);

    private static BenchOptions Parse(BenchOptions options, ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => options,
        ["--customers", var n, .. var rest] => Parse(options with { Customers = Number(n, 100, 5_000_000) }, rest),
        ["--exhibitions", var n, .. var rest] => Parse(options with { Exhibitions = Number(n, 1, 1_000) }, rest),
        ["--seconds", var n, .. var rest] => Parse(options with { Duration = TimeSpan.FromSeconds(Number(n, 1, 120)) }, rest),
        ["--warm-up", var n, .. var rest] => Parse(options with { WarmUp = TimeSpan.FromSeconds(Number(n, 0, 120)) }, rest),
        ["--connections", var list, .. var rest] => Parse(options with { Connections = [.. Split(list).Select(n => Number(n, 1, 64))] }, rest),
        ["--processes", var list, .. var rest] => Parse(options with { Processes = [.. Split(list).Select(n => Number(n, 1, 16))] }, rest),
        ["--pgbouncer", var file, .. var rest] => Parse(options with { Pooler = file }, rest),
        ["--output", var file, .. var rest] => Parse(options with { Output = file }, rest),
        ["--scripts", var folder, .. var rest] => Parse(options with { Scripts = folder }, rest),
        ["--only", var list, .. var rest] => Parse(options with { Only = [.. Split(list).Select(Key)] }, rest),
        [var unknown, ..] => throw new ArgumentException($"{unknown} is not understood.\n{Usage}"),
    };

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Key(string text) => Scenario.AllKeys.Contains(text) || text is Scans.Key or ColdStart.Key or Scale.Key or Costs.Key
        ? text
        : throw new ArgumentException($"There is no \"{text}\".\n{Usage}");

    private static int Number(string text, int min, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new ArgumentException($"{text} is not a whole number from {min} to {max}.\n{Usage}");
}
