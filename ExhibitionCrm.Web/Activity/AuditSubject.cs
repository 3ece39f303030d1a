namespace ExhibitionCrm.Web.Activity;

/// <summary>What something happened to. The types are their features' own words, stored for good.</summary>
public sealed record AuditSubject(string Type, string Id);
