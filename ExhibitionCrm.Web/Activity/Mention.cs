using Microsoft.AspNetCore.Mvc.Rendering;

namespace ExhibitionCrm.Web.Activity;

/// <summary>A name in a sentence, kept apart from the words around it whatever its script.</summary>
/// <param name="Address">Of its page; null where there is none.</param>
public sealed record Mention(string Text, string? Address = null)
{
    /// <summary>Whether it is who did it.</summary>
    public bool IsActor { get; init; }

    internal TagBuilder ToHtml(bool withLink)
    {
        var name = Element(IsActor ? "strong" : "bdi", e => e.InnerHtml.Append(Text));
        return !withLink || Address is null ? name : Element("a", e =>
        {
            e.Attributes["href"] = Address;
            e.InnerHtml.AppendHtml(name);
        });
    }

    private static TagBuilder Element(string name, Action<TagBuilder> fill)
    {
        var element = new TagBuilder(name);
        fill(element);
        return element;
    }
}
