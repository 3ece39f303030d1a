namespace ExhibitionCrm.Web.Configuration;

/// <summary>What may be done at an exhibition.</summary>
public enum ExhibitionState
{
    Draft,
    Open,
    Closed,

    /// <summary>Read, searched and exported; the database refuses every change of what belongs to it.</summary>
    Archived,
}
