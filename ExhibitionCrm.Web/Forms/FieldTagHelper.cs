using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ExhibitionCrm.Web.Forms;

/// <summary>
/// &lt;field for="Name" label="Name" /&gt;: label, hint, control and error message, wired to each other; how they stand
/// is written in _Field.cshtml. Attributes that it does not know go to the control, except class, which goes to the wrapper.
/// </summary>
[HtmlTargetElement("field", Attributes = "for", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FieldTagHelper(IHtmlHelper html, IHtmlGenerator generator) : TagHelper
{
    private const string AreaRows = "3";
    private static readonly object FocusGiven = new();

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public ModelExpression For { get; set; } = null!;

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    /// <summary>A type of input, or textarea or select.</summary>
    public string Type { get; set; } = "text";

    /// <summary>Says so beside the label. Properties with [Required] need not repeat it.</summary>
    public bool Required { get; set; }

    /// <summary>Takes the focus unless a field of the page is wrong: then the first wrong one does.</summary>
    public bool Autofocus { get; set; }

    /// <summary>The options of a select.</summary>
    public IEnumerable<SelectListItem> Items { get; set; } = [];

    /// <summary>Shown in front of the input, say the currency.</summary>
    public string? Prefix { get; set; }

    internal string Id { get; private set; } = "";

    internal string? Class { get; private set; }

    internal IHtmlContent Control { get; private set; } = HtmlString.Empty;

    internal ModelErrorCollection Errors { get; private set; } = [];

    internal bool IsRequired => Required || For.Metadata.ValidatorMetadata.OfType<RequiredAttribute>().Any();

    private bool IsWrong => Errors.Count > 0;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var name = ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);
        Id = TagBuilder.CreateSanitizedId(name, "_");
        Errors = ViewContext.ModelState[name]?.Errors ?? [];
        Class = output.Attributes["class"]?.Value.ToString();
        Control = ControlWith(AttributesOf(output));

        output.TagName = null;
        ((IViewContextAware)html).Contextualize(ViewContext);
        output.Content.SetHtmlContent(await html.PartialAsync("_Field", this));
    }

    // The generator brings back what was typed, as it was typed, and knows the longest that the property takes.
    private TagBuilder ControlWith(Dictionary<string, object?> attributes)
    {
        switch (Type)
        {
            case "textarea":
                attributes.TryAdd("rows", AreaRows);
                return generator.GenerateTextArea(ViewContext, For.ModelExplorer, For.Name, rows: 0, columns: 0, attributes);
            case "select":
                return generator.GenerateSelect(ViewContext, For.ModelExplorer, optionLabel: null, For.Name, Items, allowMultiple: false, attributes);
            case "password":
                return generator.GeneratePassword(ViewContext, For.ModelExplorer, For.Name, value: null, attributes);
            default:
                attributes["type"] = Type;
                return generator.GenerateTextBox(ViewContext, For.ModelExplorer, For.Name, For.Model, format: null, attributes);
        }
    }

    private Dictionary<string, object?> AttributesOf(TagHelperOutput output)
    {
        var attributes = output.Attributes.Where(a => a.Name != "class").ToDictionary(a => a.Name, a => (object?)a.Value.ToString());
        attributes["class"] = $"{(Type == "select" ? "form-select" : "form-control")}{(IsWrong ? " is-invalid" : "")}";
        if (IsRequired)
        {
            // Not "required": the server's messages stand at the field and in the page's language.
            attributes["aria-required"] = "true";
        }

        if (IsWrong)
        {
            attributes["aria-invalid"] = "true";
        }

        if (IsWrong || Hint is not null)
        {
            attributes["aria-describedby"] = string.Join(' ', new[] { IsWrong ? $"{Id}-error" : null, Hint is null ? null : $"{Id}-hint" }.OfType<string>());
        }

        if (TakesTheFocus())
        {
            attributes["autofocus"] = "autofocus";
        }

        return attributes;
    }

    private bool TakesTheFocus()
    {
        var pageIsWrong = ViewContext.ModelState.Any(pair => pair.Key != "" && pair.Value?.Errors.Count > 0);
        return (pageIsWrong ? IsWrong : Autofocus) && ViewContext.HttpContext.Items.TryAdd(FocusGiven, true);
    }
}
