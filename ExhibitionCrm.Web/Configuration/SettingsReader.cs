using System.Diagnostics.CodeAnalysis;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>
/// Reads the environment variables that operators set; each feature reads its own. Collects every fault before it gives
/// up, each with the variable's name and what it should be, and never with a secret's value.
/// </summary>
public sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _faults = [];

    /// <summary>DEBUG: development conveniences, and defaults for what production has to set.</summary>
    public bool Debug => _debug ??= Flag("DEBUG");

    private bool? _debug;

    /// <summary>A connection string as Aspire passes it; null without one.</summary>
    public string? ConnectionString(string name) => configuration.GetConnectionString(name) is { Length: > 0 } text ? text : null;

    /// <summary>Null for what is missing or empty, which Compose makes of a variable that is not set.</summary>
    public string? Text(string name) => configuration[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <summary>
    /// A secret, from its variable or from the file that NAME_FILE names, as container engines mount them; the line break at
    /// a file's end is not part of it. Null for neither; empty, with a fault, for what cannot be used.
    /// </summary>
    public string? Secret(string name)
    {
        var fileName = $"{name}_FILE";
        if (Text(fileName) is not { } path)
        {
            return Text(name);
        }

        if (Text(name) is not null)
        {
            Fault(fileName, $"can't be combined with {name}: keep one of them");
            return "";
        }

        var secret = ReadFile(path);
        if (string.IsNullOrWhiteSpace(secret))
        {
            Fault(fileName, secret is null ? "must be the path of a file that this program may read" : "names a file that is empty");
            return "";
        }

        return secret;
    }

    /// <summary>Empty, with a fault, where it is missing.</summary>
    /// <param name="what">What to set it to.</param>
    public string Required(string name, string what)
    {
        var text = Text(name);
        if (text is null)
        {
            Fault(name, $"is missing: set it to {what}");
        }

        return text ?? "";
    }

    public bool Flag(string name)
    {
        switch (Text(name)?.ToLowerInvariant())
        {
            case "true" or "1" or "yes" or "on": return true;
            case null or "false" or "0" or "no" or "off": return false;
            default:
                Fault(name, "must be True or False");
                return false;
        }
    }

    public int Number(string name, int otherwise, int min, int max)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Fault(name, $"must be a whole number from {min} to {max}");
        return otherwise;
    }

    /// <summary>Separated by commas or blanks.</summary>
    public string[] List(string name) => Split(Text(name));

    /// <summary>As <see cref="List"/>, also from a file with a line for each.</summary>
    public string[] Secrets(string name) => Split(Secret(name));

    /// <param name="what">Follows the name to make a sentence.</param>
    public void Fault(string name, string what) => _faults.Add($"{name} {what}.");

    /// <exception cref="InvalidSettingsException">At least one variable is missing or wrong.</exception>
    public void ThrowIfFaulty()
    {
        if (_faults.Count > 0)
        {
            throw new InvalidSettingsException(_faults);
        }
    }

    private static string[] Split(string? text) =>
        text?.Split([',', ' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <returns>Null where it cannot be read.</returns>
    private static string? ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>The settings do not allow a start. The message names each variable and what it should be.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only made from faults.")]
public sealed class InvalidSettingsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults => faults;
}
