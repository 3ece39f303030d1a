namespace ExhibitionCrm.Web.Shell;

/// <summary>Of pages that are about the whole installation; all others are about one exhibition.</summary>
public sealed class OfInstallation;
