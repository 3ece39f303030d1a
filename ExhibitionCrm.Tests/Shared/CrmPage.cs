using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace ExhibitionCrm.Tests;

/// <summary>An answer of the site, read as a page.</summary>
public sealed partial class CrmPage(HttpResponseMessage response, IHtmlDocument document)
{
    public HttpResponseMessage Response => response;

    public IHtmlDocument Document => document;

    public HttpStatusCode Status => response.StatusCode;

    public Uri Url => response.RequestMessage!.RequestUri!;

    /// <summary>Where the answer sends the browser: path and query; null when it does not.</summary>
    public string? Location => response.Headers.Location is { } location ? new Uri(Url, location).PathAndQuery : null;

    public string Title => document.Title ?? "";

    /// <summary>What a person reads, white space made regular.</summary>
    public string Text => TextOf("body");

    /// <exception cref="InvalidOperationException">There is no such element.</exception>
    public string TextOf(string selector) => Regular(Element(selector).TextContent);

    public IReadOnlyList<string> TextsOf(string selector) => [.. document.QuerySelectorAll(selector).Select(e => Regular(e.TextContent))];

    /// <exception cref="InvalidOperationException">There is no such element.</exception>
    public IElement Element(string selector) =>
        document.QuerySelector(selector) ?? throw new InvalidOperationException($"{this} has no \"{selector}\": {Regular(document.Body?.TextContent ?? "")}");

    /// <summary>The form that the page is about: the one in its content that is posted.</summary>
    public IHtmlFormElement Form(string selector = "main form[method=post]") => (IHtmlFormElement)Element(selector);

    /// <summary>What stands in a field.</summary>
    public string ValueOf(string name) => Element($"main [name='{name}']") switch
    {
        IHtmlTextAreaElement area => area.Value,
        IHtmlSelectElement select => select.Value ?? "",
        var input => ((IHtmlInputElement)input).Value,
    };

    /// <summary>The message at a field, as a screen reader finds it; null without one.</summary>
    public string? ErrorOf(string name)
    {
        var field = Element($"main [name='{name}']");
        return field.GetAttribute("aria-invalid") != "true" ? null
            : field.GetAttribute("aria-describedby")?.Split(' ').Where(id => id.EndsWith("-error", StringComparison.Ordinal))
                .Select(id => Regular(document.GetElementById(id)?.TextContent ?? "")).FirstOrDefault(text => text.Length > 0);
    }

    /// <summary>The name of the field that has the focus when the page opens.</summary>
    public string? Focused => document.QuerySelector("[autofocus]")?.GetAttribute("name");

    /// <summary>A line of the page's table, by the heading of each column.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string table = "main table")
    {
        var headings = document.QuerySelectorAll($"{table} thead th").Select(Visible).ToList();
        return [.. document.QuerySelectorAll($"{table} tbody tr").Select(row => row.Children
            .Select((cell, i) => (Heading: i < headings.Count ? headings[i] : "", Text: Regular(cell.TextContent)))
            .GroupBy(c => c.Heading).ToDictionary(g => g.Key, g => g.First().Text))];
    }

    public override string ToString() => $"{response.RequestMessage!.Method} {Url.PathAndQuery} ({(int)Status})";

    // Without the arrow of the sorted column, which screen readers are told in another way.
    private static string Visible(IElement heading)
    {
        var copy = (IElement)heading.Clone();
        foreach (var decoration in copy.QuerySelectorAll("[aria-hidden=true]"))
        {
            decoration.Remove();
        }

        return Regular(copy.TextContent);
    }

    private static string Regular(string text) => WhiteSpace().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
