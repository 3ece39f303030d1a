namespace ExhibitionCrm.AppHost.Compose;

/// <summary>What the generator writes; everything else of compose/ is written by hand, see <see cref="HandWrittenFiles"/>.</summary>
internal static class ComposeFiles
{
    public static IReadOnlyList<GeneratedFile> All() =>
    [
        new("docker-compose.dev.yml", ComposeYaml.Write(DevelopmentStack.File)),
        new("docker-compose.yml", ComposeYaml.Write(BasicStack.File)),
        new("docker-compose.prod.yml", ComposeYaml.Write(ProductionStack.File)),
        new("docker-stack.yml", ComposeYaml.Write(SwarmStack.File)),
        new("docker-stack.migrate.yml", ComposeYaml.Write(SwarmStack.MigrateFile)),
        new("docker-stack.backup.yml", ComposeYaml.Write(SwarmStack.BackupFile)),
        new("docker-stack.restore.yml", ComposeYaml.Write(SwarmStack.RestoreFile)),
        new(".env.example", EnvironmentExample.Write()),
    ];
}
