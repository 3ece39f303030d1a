namespace ExhibitionCrm.Web.Forms;

/// <summary>What people type, made regular before it is checked.</summary>
public static class Typed
{
    /// <summary>Without surrounding white space; null stays null.</summary>
    public static string? Line(string? value) => value?.Trim();

    /// <summary>As <see cref="Line"/>, with line ends as single line feeds, however the browser sent them.</summary>
    public static string? Lines(string? value) =>
        value?.Trim().Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}
