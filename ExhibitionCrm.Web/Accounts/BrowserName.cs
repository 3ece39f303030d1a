namespace ExhibitionCrm.Web.Accounts;

/// <summary>Tells a person which of their browsers is meant.</summary>
internal static class BrowserName
{
    private const string Unknown = "Unknown browser";

    // Most claim to be Chrome and Safari as well, so those come last.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    /// <param name="userAgent">As the browser sends it, or null.</param>
    /// <returns>As in "Firefox on Windows".</returns>
    public static string Describe(string? userAgent)
    {
        var (browser, system) = (Find(Browsers), Find(Systems));
        return browser is null ? system ?? Unknown : system is null ? browser : $"{browser} on {system}";

        string? Find((string Mark, string Name)[] known) =>
            Array.Find(known, one => userAgent?.Contains(one.Mark, StringComparison.Ordinal) == true).Name;
    }
}
