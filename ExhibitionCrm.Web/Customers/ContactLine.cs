using Microsoft.AspNetCore.Html;

namespace ExhibitionCrm.Web.Customers;

/// <summary>What there is of a customer's details, on one line: "Example GmbH · ann@example.org · +49 30 12345".</summary>
public static class ContactLine
{
    /// <param name="values">Empty ones are left out.</param>
    public static IHtmlContent Of(params ReadOnlySpan<string> values)
    {
        var line = new HtmlContentBuilder();
        foreach (var value in values)
        {
            if (value.Length > 0)
            {
                line.AppendHtml(line.Count > 0 ? " · <bdi>" : "<bdi>").Append(value).AppendHtml("</bdi>");
            }
        }

        return line;
    }
}
