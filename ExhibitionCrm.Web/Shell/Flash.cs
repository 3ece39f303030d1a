using ExhibitionCrm.Web.Lists;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Shell;

/// <summary>What the next page says once about what was just done. It goes there in a cookie, which has to stay small.</summary>
public static class Flash
{
    private const int MaxLength = 400;

    public const string Done = "Flash";
    public const string NotDone = "Flash.NotDone";

    /// <summary>That it was done.</summary>
    public static void Confirm(this PageModel page, string message) => page.TempData[Done] = message.Truncate(MaxLength);

    /// <summary>That there was nothing to do, or that it was not done, and why.</summary>
    public static void Refuse(this PageModel page, string message) => page.TempData[NotDone] = message.Truncate(MaxLength);
}
