using ExhibitionCrm.Web.Configuration;
using Microsoft.AspNetCore.Html;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>An exhibition's state as a coloured word.</summary>
public static class ExhibitionStateBadge
{
    public static IHtmlContent Of(ExhibitionState state) => state switch
    {
        ExhibitionState.Draft => Badge("yellow", state),
        ExhibitionState.Open => Badge("green", state),
        ExhibitionState.Closed => Badge("azure", state),
        _ => Badge("secondary", state),
    };

    private static HtmlString Badge(string colour, ExhibitionState state) => new($"""<span class="badge bg-{colour}-lt">{state}</span>""");
}
