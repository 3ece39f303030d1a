using System.Globalization;
using ExhibitionCrm.Web.Activity;

namespace ExhibitionCrm.Web.Exports;

/// <summary>Says in words what was exported.</summary>
internal sealed class ExportWording : EventWording<ExportEvent>
{
    protected override EventWords? Of(ExportEvent happened, Mentions mentions) => happened switch
    {
        ExportMade { Customers: 1 } e => new($"{mentions.Actor} exported 1 customer to {new Mention(e.File)}", [.. e.Chosen.Describe()]),
        ExportMade e => new(
            $"{mentions.Actor} exported {e.Customers.ToString("N0", CultureInfo.InvariantCulture)} customers to {new Mention(e.File)}",
            [.. e.Chosen.Describe()]),
        _ => null,
    };
}
