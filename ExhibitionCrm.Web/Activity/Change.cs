namespace ExhibitionCrm.Web.Activity;

/// <summary>A value of an event that became another one.</summary>
public sealed record Change(string Old, string New)
{
    /// <summary>Null where both are the same.</summary>
    public static Change? Between(string old, string @new) => old == @new ? null : new Change(old, @new);
}
