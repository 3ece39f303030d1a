using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>Leads to the settings of the exhibition that one is at.</summary>
[Authorize(Policy = Policies.Administer)]
public sealed class CurrentModel(CurrentExhibition exhibition) : PageModel
{
    public IActionResult OnGet() => LocalRedirect(Links.EditExhibition(exhibition.Settings.Id));
}
