using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ExhibitionCrm.Web.Shell;

/// <summary>
/// &lt;icon name="plus" /&gt;: an icon of the sprite, beside a text that says the same; the names that it holds are listed in
/// assets.mjs.
/// </summary>
[HtmlTargetElement("icon", Attributes = "name", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper : TagHelper
{
    // A page has some forty, and views name all that there are.
    private static readonly ConcurrentDictionary<(string Sprite, string Name, string? Class), HtmlString> Drawn = new();

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public string Name { get; set; } = "";

    public string? Class { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Drawn.GetOrAdd((AssetUrl.For(ViewContext.HttpContext, "lib/icons.svg"), Name, Class), Draw));
    }

    private static HtmlString Draw((string Sprite, string Name, string? Class) icon)
    {
        var svg = new TagBuilder("svg") { Attributes = { ["class"] = icon.Class is null ? "icon" : $"icon {icon.Class}", ["aria-hidden"] = "true" } };
        svg.InnerHtml.AppendHtml(new TagBuilder("use") { Attributes = { ["href"] = $"{icon.Sprite}#{icon.Name}" } });
        using var html = new StringWriter();
        svg.WriteTo(html, HtmlEncoder.Default);
        return new HtmlString(html.ToString());
    }
}
