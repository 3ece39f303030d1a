namespace ExhibitionCrm.Web.Configuration;

/// <summary>
/// What an exhibition is told from another one by at a glance, beside its name. What each looks like stands in exhibitions.css:
/// readable below white text, and to be seen on light and dark pages.
/// </summary>
public enum ExhibitionColour
{
    Blue,
    Teal,
    Green,
    Olive,
    Orange,
    Red,
    Pink,
    Purple,
    Grey,
}
