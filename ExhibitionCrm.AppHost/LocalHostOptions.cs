using System.Globalization;

namespace ExhibitionCrm.AppHost;

/// <summary>What the command line may say when the site runs without Aspire.</summary>
internal sealed record LocalHostOptions
{
    public const string Usage = "Options: --port <number> (default 8000), --data <folder> (default .data), --no-watch (run what is built, do not follow changes).";

    public int Port { get; init; } = Topology.Web.Port;

    public string DataDirectory { get; init; } = Path.Combine(Repository.Root, ".data");

    public bool Watch { get; init; } = true;

    /// <exception cref="ArgumentException">An argument is not understood.</exception>
    public static LocalHostOptions Parse(string[] arguments) => Parse(new LocalHostOptions(), arguments);

    private static LocalHostOptions Parse(LocalHostOptions options, ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => options,
        ["--no-watch", .. var rest] => Parse(options with { Watch = false }, rest),
        ["--data", var folder, .. var rest] => Parse(options with { DataDirectory = Path.GetFullPath(folder) }, rest),
        ["--port", var text, .. var rest] when ushort.TryParse(text, CultureInfo.InvariantCulture, out var port) && port > 0 =>
            Parse(options with { Port = port }, rest),
        [var unknown, ..] => throw new ArgumentException($"{unknown} is not understood. {Usage}"),
    };
}
