namespace ExhibitionCrm.Web.Activity;

/// <summary>A detail below a sentence, as people read it; null where there was or is no value.</summary>
public sealed record FieldChange(string Label, string? Before, string? After);
