using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;

namespace ExhibitionCrm.Web.Exports;

/// <summary>What leaves the program as a file.</summary>
public abstract record ExportEvent : AuditEvent;

/// <param name="Customers">How many are in the file.</param>
[EventKind("export.made", "Data exported")]
public sealed record ExportMade(string File, int Customers, ChosenCustomers Chosen) : ExportEvent
{
    public const string SubjectType = "Export";

    public override AuditSubject Subject => new(SubjectType, File);
}
