namespace ExhibitionCrm.Web.Forms;

/// <summary>More is asked for at once than this process does. Nothing was changed; a form comes back, see <see cref="OutageFilter"/>.</summary>
internal sealed class BusyException() : Exception("The site is busy right now. Wait a few seconds, then try again.");
