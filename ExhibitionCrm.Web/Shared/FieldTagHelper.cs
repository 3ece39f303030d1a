using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ExhibitionCrm.Web.Shared;

/// <summary>
/// &lt;field for="Name" label="Name" /&gt;: label, hint, input and error message, wired to each other.
/// Attributes that it does not know go to the input, except class, which goes to the wrapper.
/// </summary>
[HtmlTargetElement("field", Attributes = "for", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FieldTagHelper : TagHelper
{
    private const int AreaRows = 3;
    private static readonly object FocusGiven = new();

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public ModelExpression For { get; set; } = null!;

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    /// <summary>A type of input, or textarea, select or checkbox.</summary>
    public string Type { get; set; } = "text";

    /// <summary>Says so beside the label. Properties with [Required] need not repeat it.</summary>
    public bool Required { get; set; }

    /// <summary>Takes the focus unless a field of the page is wrong: then the first wrong one does.</summary>
    public bool Autofocus { get; set; }

    /// <summary>The options of a select.</summary>
    public IEnumerable<SelectListItem> Items { get; set; } = [];

    /// <summary>Shown in front of the input, say the currency.</summary>
    public string? Prefix { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var name = ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);
        var id = TagBuilder.CreateSanitizedId(name, "_");
        ViewContext.ModelState.TryGetValue(name, out var entry);
        var errors = entry?.Errors ?? [];

        var control = Control(name, entry);
        control.Attributes["id"] = id;
        control.Attributes["name"] = name;
        Describe(control, id, errors.Count > 0);
        foreach (var attribute in output.Attributes.Where(attribute => attribute.Name != "class"))
        {
            control.MergeAttribute(attribute.Name, Text(attribute.Value), replaceExisting: true);
        }

        var css = output.Attributes["class"]?.Value;
        output.Attributes.Clear();
        output.Attributes.SetAttribute("class", css is null ? "field" : $"field {css}");
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;

        var content = output.Content;
        if (Type == "checkbox")
        {
            content.AppendHtml(Tag("div", "form-check", control, Caption(id, "form-check-label")));
            content.AppendHtml(HintText(id));
            // Browsers send nothing for an empty box.
            content.AppendHtml(new TagBuilder("input")
            {
                TagRenderMode = TagRenderMode.SelfClosing,
                Attributes = { ["type"] = "hidden", ["name"] = name, ["value"] = "false" },
            });
        }
        else
        {
            content.AppendHtml(Caption(id, "form-label"));
            content.AppendHtml(HintText(id));
            content.AppendHtml(Prefix is null ? control : Tag("div", "input-group", Tag("span", "input-group-text", Prefix), control));
        }

        if (errors.Count > 0)
        {
            var message = Tag("div", "field-error");
            message.Attributes["id"] = $"{id}-error";
            foreach (var error in errors)
            {
                message.InnerHtml.AppendHtml(Tag("div", null, error.ErrorMessage));
            }

            content.AppendHtml(message);
        }
    }

    private TagBuilder Control(string name, ModelStateEntry? entry)
    {
        // What was typed comes back as it was typed, even where it could not be read as the property's type.
        var value = entry?.AttemptedValue ?? Format(For.Model);
        var control = Type switch
        {
            "textarea" => Tag("textarea", "form-control"),
            "select" => Tag("select", "form-select"),
            "checkbox" => Tag("input", "form-check-input"),
            _ => Tag("input", "form-control"),
        };
        switch (Type)
        {
            case "textarea":
                control.Attributes["rows"] = AreaRows.ToString(CultureInfo.InvariantCulture);
                // Browsers drop the first line break of a textarea.
                control.InnerHtml.AppendHtml("\n").Append(value ?? "");
                break;
            case "select":
                AddOptions(control, value);
                break;
            case "checkbox":
                control.Attributes["value"] = "true";
                if (entry?.AttemptedValue is { } sent ? sent.StartsWith("true", StringComparison.OrdinalIgnoreCase) : For.Model is true)
                {
                    control.Attributes["checked"] = "checked";
                }

                break;
            case not "password":
                control.Attributes["value"] = value;
                break;
        }

        if (control.TagName == "input")
        {
            control.TagRenderMode = TagRenderMode.SelfClosing;
            control.Attributes["type"] = Type;
        }

        if (Type is not ("select" or "checkbox") && MaxLength() is { } length)
        {
            control.Attributes["maxlength"] = length.ToString(CultureInfo.InvariantCulture);
        }

        return control;
    }

    private void AddOptions(TagBuilder select, string? value)
    {
        foreach (var item in Items)
        {
            var option = Tag("option", null, item.Text);
            option.Attributes["value"] = item.Value ?? item.Text;
            if (value is null ? item.Selected : option.Attributes["value"] == value)
            {
                option.Attributes["selected"] = "selected";
            }

            select.InnerHtml.AppendHtml(option);
        }
    }

    private void Describe(TagBuilder control, string id, bool wrong)
    {
        if (IsRequired)
        {
            // Not "required": the server's messages stand at the field and in the page's language.
            control.Attributes["aria-required"] = "true";
        }

        if (wrong)
        {
            control.AddCssClass("is-invalid");
            control.Attributes["aria-invalid"] = "true";
        }

        var describedBy = string.Join(' ', new[] { wrong ? $"{id}-error" : null, Hint is null ? null : $"{id}-hint" }.OfType<string>());
        if (describedBy != "")
        {
            control.Attributes["aria-describedby"] = describedBy;
        }

        var pageIsWrong = ViewContext.ModelState.Any(pair => pair.Key != "" && pair.Value?.Errors.Count > 0);
        if ((pageIsWrong ? wrong : Autofocus) && ViewContext.HttpContext.Items.TryAdd(FocusGiven, true))
        {
            control.Attributes["autofocus"] = "autofocus";
        }
    }

    private bool IsRequired => Required || For.Metadata.ValidatorMetadata.OfType<RequiredAttribute>().Any();

    private int? MaxLength() => For.Metadata.ValidatorMetadata.Select(rule => rule switch
    {
        StringLengthAttribute { MaximumLength: var length } => length,
        MaxLengthAttribute { Length: > 0 and var length } => length,
        LengthAttribute { MaximumLength: var length } => length,
        _ => (int?)null,
    }).Min();

    private string? Format(object? model) => (Type, model) switch
    {
        ("date", IFormattable date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        (_, Enum or bool) => model.ToString(),
        _ => Convert.ToString(model, CultureInfo.CurrentCulture),
    };

    private TagBuilder Caption(string id, string css)
    {
        var label = Tag("label", css, Label);
        label.Attributes["for"] = id;
        if (IsRequired && Type != "checkbox")
        {
            var star = Tag("span", "field-star", "*");
            star.Attributes["aria-hidden"] = "true";
            label.InnerHtml.AppendHtml(star);
        }

        return label;
    }

    private IHtmlContent HintText(string id)
    {
        if (Hint is null)
        {
            return HtmlString.Empty;
        }

        var hint = Tag("div", "form-hint", Hint);
        hint.Attributes["id"] = $"{id}-hint";
        return hint;
    }

    private static TagBuilder Tag(string name, string? css, params object[] content)
    {
        var tag = new TagBuilder(name);
        if (css is not null)
        {
            tag.AddCssClass(css);
        }

        foreach (var part in content)
        {
            _ = part is IHtmlContent html ? tag.InnerHtml.AppendHtml(html) : tag.InnerHtml.Append((string)part);
        }

        return tag;
    }

    // Razor hands over what stands in the page as markup already, what C# computed as text.
    private static string? Text(object? value)
    {
        if (value is not IHtmlContent html)
        {
            return value?.ToString();
        }

        using var writer = new StringWriter();
        html.WriteTo(writer, HtmlEncoder.Default);
        return System.Net.WebUtility.HtmlDecode(writer.ToString());
    }
}
