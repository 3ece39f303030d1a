namespace ExhibitionCrm.Web.Forms;

/// <summary>Why a text cannot be what it is meant for.</summary>
public enum ValueFault
{
    Missing,
    TooLong,

    /// <summary>Control characters, or what Unicode forbids in interchange; see <see cref="PlainText"/>.</summary>
    NotPlain,
    Malformed,

    /// <summary>Of the right form, but not one of those that there are.</summary>
    Unknown,
    TooFewDigits,

    /// <summary>Not between the least and the most that it may be.</summary>
    OutOfRange,

    /// <summary>An end before its beginning.</summary>
    BeforeTheStart,
}
