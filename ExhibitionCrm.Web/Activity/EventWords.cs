using System.Globalization;
using Microsoft.AspNetCore.Html;

namespace ExhibitionCrm.Web.Activity;

/// <summary>An event in words, made when it is read.</summary>
/// <param name="Sentence">Whole, with placeholders for names and figures, so that it can be translated as one.</param>
/// <param name="Changes">What the sentence leaves out, in the order in which it is shown.</param>
public sealed record EventWords(FormattableString Sentence, params IReadOnlyList<FieldChange> Changes)
{
    /// <summary>The page of what the sentence is about; null where there is none.</summary>
    public string? Address => Sentence.GetArguments().OfType<Mention>().Select(m => m.Address).FirstOrDefault(a => a is not null);

    /// <param name="withLinks">Not within a link.</param>
    public IHtmlContent ToHtml(bool withLinks) =>
        // The words between the placeholders are ours, without markup; what is put into them is encoded.
        new HtmlContentBuilder().AppendFormat(
            CultureInfo.InvariantCulture, Sentence.Format,
            [.. Sentence.GetArguments().Select(a => a is Mention mention ? mention.ToHtml(withLinks) : a!)]);
}
