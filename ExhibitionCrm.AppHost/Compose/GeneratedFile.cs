namespace ExhibitionCrm.AppHost.Compose;

/// <summary>One file that the generator writes into the folder compose/.</summary>
/// <param name="Name">In that folder.</param>
/// <param name="Content">With LF at the end of each line.</param>
internal sealed record GeneratedFile(string Name, string Content);
