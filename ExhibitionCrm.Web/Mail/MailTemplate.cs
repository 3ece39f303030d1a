using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Mail;

/// <summary>The files under Templates, one .html and one .txt a mail, with {{name}} where a value belongs. A line with {{name?}} is left out where there is none.</summary>
internal static partial class MailTemplate
{
    private static readonly ConcurrentDictionary<string, string> Files = new();

    /// <summary>The mail's own part within the frame that all mails share. Values are encoded, whatever they hold.</summary>
    public static string Html(string name, string title, IReadOnlyDictionary<string, string> values)
    {
        var encoded = values.ToDictionary(v => v.Key, v => WebUtility.HtmlEncode(v.Value));
        var body = Fill(File($"{name}.html"), encoded);
        return Fill(File("Frame.html"), new Dictionary<string, string> { ["title"] = WebUtility.HtmlEncode(title), ["body"] = body });
    }

    /// <summary>Values that may run from right to left are isolated from the sentence around them.</summary>
    public static string Text(string name, IReadOnlyDictionary<string, string> values) =>
        Fill(File($"{name}.txt"), values.ToDictionary(v => v.Key, v => Ascii.IsValid(v.Value) ? v.Value : v.Value.Isolated()));

    // One pass: a value that looks like a placeholder stays what it is.
    private static string Fill(string template, Dictionary<string, string> values) =>
        Placeholder().Replace(
            OptionalLine().Replace(template, line => values[line.Groups[1].Value].Length > 0 ? line.Value : ""),
            match => values[match.Groups[1].Value]);

    private static string File(string name) => Files.GetOrAdd(name, static name =>
    {
        using var stream = typeof(MailTemplate).Assembly.GetManifestResourceStream($"Mail/{name}")
            ?? throw new FileNotFoundException($"No mail template {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    [GeneratedRegex(@"\{\{(\w+)\??\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^.*\{\{(\w+)\?\}\}.*\n", RegexOptions.Multiline)]
    private static partial Regex OptionalLine();
}
