namespace ExhibitionCrm.AppHost.Compose;

/// <summary>A file for "docker stack deploy".</summary>
/// <param name="Comment">Stands at the head of the file.</param>
/// <param name="Services">In the order in which a person reads them.</param>
/// <param name="ConfigFolders">Folders of compose/ whose files they use.</param>
internal sealed record SwarmFile(string Comment, IReadOnlyList<SwarmService> Services, IReadOnlyList<string> ConfigFolders, IReadOnlyList<string> Volumes)
{
    public IReadOnlyDictionary<string, SwarmExternal> Secrets => SwarmSecrets.All
        .Where(secret => Services.Any(service => service.Secrets?.Contains(secret.Name) is true))
        .ToDictionary(secret => secret.Name, secret => secret.External);

    public IReadOnlyDictionary<string, SwarmConfig> Configs => SwarmConfigs.Declare([.. ConfigFolders]);
}
