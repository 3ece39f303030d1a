namespace ExhibitionCrm.Web.Forms;

/// <summary>Why a text cannot be what it is meant for.</summary>
public enum ValueFault
{
    Missing,
    TooLong,

    /// <summary>Control characters, or what Unicode forbids in interchange; see <see cref="PlainText"/>.</summary>
    NotPlain,
    Malformed,
    TooFewDigits,
}
