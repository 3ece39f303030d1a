namespace ExhibitionCrm.AppHost.Compose;

/// <summary>Everything that the generator writes.</summary>
internal static class ComposeFiles
{
    public static IReadOnlyList<GeneratedFile> All() => [.. TemplateFiles.All()];
}
