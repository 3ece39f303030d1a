using System.ComponentModel.DataAnnotations;

namespace ExhibitionCrm.Web.Shared;

/// <summary>What people type, made regular before it is checked.</summary>
public static class Typed
{
    /// <summary>Without surrounding white space; null stays null.</summary>
    public static string? Line(string? value) => value?.Trim();

    /// <summary>As <see cref="Line"/>, with line ends as single line feeds, however the browser sent them.</summary>
    public static string? Lines(string? value) =>
        value?.Trim().Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}

/// <summary>Refuses control characters, which a form never needs and exports, mail headers and PostgreSQL choke on.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NoControlCharactersAttribute() : ValidationAttribute("Remove invisible control characters.")
{
    public bool AllowLineBreaks { get; init; }

    public override bool IsValid(object? value) =>
        value is not string text || !text.Any(c => char.IsControl(c) && !(AllowLineBreaks && c is '\n' or '\t'));
}
