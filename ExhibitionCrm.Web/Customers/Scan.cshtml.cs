using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

/// <summary>A phone or tablet as the scanner: its camera reads badges, and each counts as a scan.</summary>
[Authorize(Policy = Policies.Read)]
public sealed class ScanModel : PageModel
{
    /// <summary>Whether customers open with the form for their bill.</summary>
    public bool ForBill { get; private set; }

    public void OnGet([FromQuery(Name = "for")] string? purpose) => ForBill = purpose == "bill" && User.MayWrite();
}
