using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace ExhibitionCrm.Tests;

/// <summary>What a browser would send for a form.</summary>
internal static class CrmForm
{
    public static List<KeyValuePair<string, string>> Fields(IHtmlFormElement form, params (string Name, string? Value)[] values)
    {
        var known = Controls(form).Select(c => c.GetAttribute("name")!).ToHashSet();
        if (Array.Find(values, v => !known.Contains(v.Name)) is { Name: { } stranger })
        {
            throw new ArgumentException($"The form has no field \"{stranger}\", only {string.Join(", ", known)}.", nameof(values));
        }

        var given = values.Select(v => v.Name).ToHashSet();
        return
        [
            .. Controls(form).Where(c => !given.Contains(c.GetAttribute("name")!)).SelectMany(Sent),
            .. values.Where(v => v.Value is not null).Select(v => KeyValuePair.Create(v.Name, v.Value!)),
        ];
    }

    // Also those outside the form that name it.
    private static IEnumerable<IElement> Controls(IHtmlFormElement form) => form.Owner!
        .QuerySelectorAll("input[name], textarea[name], select[name], button[name]")
        .Where(c => c.GetAttribute("form") is { } id ? id == form.Id : form.Contains(c));

    private static IEnumerable<KeyValuePair<string, string>> Sent(IElement control)
    {
        var name = control.GetAttribute("name")!;
        return control switch
        {
            _ when control.HasAttribute("disabled") => [],
            IHtmlTextAreaElement area => [new(name, area.Value)],
            IHtmlSelectElement select => select.Options.Where(o => o.IsSelected).Select(o => KeyValuePair.Create(name, o.Value)),
            IHtmlInputElement { Type: "checkbox" or "radio" } box => box.IsChecked ? [new(name, box.Value is { Length: > 0 } v ? v : "on")] : [],
            IHtmlInputElement { Type: not ("submit" or "button" or "image" or "file") } input => [new(name, input.Value)],
            _ => [],
        };
    }
}
