namespace ExhibitionCrm.AppHost.Compose;

/// <summary>One file of the folder compose/.</summary>
/// <param name="Path">Inside the folder, with slashes.</param>
/// <param name="Content">With LF at the end of each line.</param>
/// <param name="IsExecutable">Whether operators or containers run it.</param>
internal sealed record GeneratedFile(string Path, string Content, bool IsExecutable = false);
