namespace ExhibitionCrm.Tests.Stacks;

/// <summary>The stack for several machines beside the one for one machine: nothing of it is lost without a word.</summary>
public sealed class SwarmStackTests
{
    private static readonly StackFile One = StackFile.Read(StackFile.Production);
    private static readonly IReadOnlyDictionary<string, (StackFile File, string Name)> Several = StackFile.OfSwarms
        .Select(StackFile.Read).SelectMany(file => file.Services.Select(name => (File: file, Name: name))).ToDictionary(service => service.Name);

    // The dashboard is a developer's look at one machine.
    public static TheoryData<string> Services => [.. One.Services.Where(name => name != "dashboard")];

    private static readonly string[] Refused =
        ["build", "cgroup_parent", "container_name", "depends_on", "devices", "external_links", "links", "network_mode", "profiles", "restart", "security_opt", "shm_size", "sysctls", "tmpfs", "userns_mode"];

    [Fact]
    public void Services_AreThoseOfOneMachine_AndABackupByHand() => Assert.Equal(
        One.Services.Where(name => name != "dashboard").Append("backup-now").Order(StringComparer.Ordinal),
        Several.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_MayDoAndTakeTheSame(string name)
    {
        var (file, _) = Several[name];
        foreach (var key in new[] { "image", "read_only", "stop_grace_period" })
        {
            Assert.Equal(One.Value("services", name, key), file.Value("services", name, key));
        }

        foreach (var key in new[] { "cap_add", "cap_drop", "networks" })
        {
            Assert.Equal(One.Keys("services", name, key), file.Keys("services", name, key));
        }

        Assert.Equal(One.Map("services", name, "deploy", "resources", "limits"), file.Map("services", name, "deploy", "resources", "limits"));
        Assert.Equal(One.Map("services", name, "logging", "options"), file.Map("services", name, "logging", "options"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_HasTheSameMemoryFileSystemsAndNoFolderOfTheMachine(string name)
    {
        var mounts = Several[name].File.Entries("services", name, "volumes");
        string[] shared = One.Value("services", name, "shm_size") is null ? [] : ["/dev/shm"];
        string[] challenges = name == "certbot" ? ["/var/www/challenges"] : [];
        Assert.Equal([.. One.Keys("services", name, "tmpfs"), .. shared, .. challenges], mounts.Where(mount => mount["type"] == "tmpfs").Select(mount => mount["target"]));
        Assert.DoesNotContain(mounts, mount => mount["type"] == "bind");
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_HasTheSameSettings_SecretsFromFiles(string name)
    {
        var (file, _) = Several[name];
        var here = file.Map("services", name, "environment");
        string[] others = ["TRUSTED_PROXIES", "PATH"];
        foreach (var (key, value) in One.Map("services", name, "environment").Where(setting => !others.Contains(setting.Key)))
        {
            if (here.TryGetValue($"{key}_FILE", out var path))
            {
                Assert.DoesNotContain(key, here.Keys);
                Assert.True(path is "" || file.Keys("services", name, "secrets").Contains(path["/run/secrets/".Length..]), $"{key} is read from {path}");
            }
            else
            {
                Assert.Equal(value, here[key]);
            }
        }

        Assert.DoesNotContain(here.Keys, key => (key.EndsWith("PASSWORD", StringComparison.Ordinal) || key.Contains("SECRET", StringComparison.Ordinal) || key.Contains("HEADERS", StringComparison.Ordinal))
            && !key.EndsWith("_FILE", StringComparison.Ordinal));
    }

    // What says where the database is says as well how it is known to be the right one.
    [Fact]
    public void Database_ElsewhereIsCheckedByItsAuthorities_WhereverItIsAsked()
    {
        var asking = Several.Where(service => service.Value.File.Keys("services", service.Key, "environment").Any(name => name is "DB_HOST" or "PGHOST")).ToList();
        Assert.Equal(["backup", "backup-now", "migrate", "restore", "web"], asking.Select(service => service.Key).Order(StringComparer.Ordinal));
        Assert.All(asking, service =>
        {
            var settings = service.Value.File.Map("services", service.Key, "environment");
            var ours = settings.ContainsKey("DB_HOST");
            Assert.Equal("prefer", settings[ours ? "DB_SSL_MODE" : "PGSSLMODE"]);
            Assert.Equal("", settings[ours ? "DB_CA_FILE" : "PGSSLROOTCERT"]);
            Assert.Contains("db_ca", service.Value.File.Keys("services", service.Key, "secrets"));
        });
    }

    [Theory]
    [InlineData("nginx", true)]
    [InlineData("db", true)]
    [InlineData("web", false)]
    public void HealthCheck_IsTheSame_ButForWebsPatienceWithTheDatabase(string name, bool same)
    {
        var (one, several) = (One.Keys("services", name, "healthcheck", "test"), Several[name].File.Keys("services", name, "healthcheck", "test"));
        Assert.Equal(same, one.SequenceEqual(several));
        Assert.Equal(One.Value("services", name, "healthcheck", "timeout"), Several[name].File.Value("services", name, "healthcheck", "timeout"));
        Assert.True(same || several[^1].Contains(string.Join(' ', one.Skip(1)), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("certbot")]
    [InlineData("backup")]
    public void HealthCheck_ThatOnlyTells_IsNotThere_ForASwarmEndsWhatFailsIt(string name)
    {
        Assert.NotEmpty(One.Keys("services", name, "healthcheck"));
        Assert.Empty(Several[name].File.Keys("services", name, "healthcheck"));
        Assert.Contains("certbot and backup have none", Several[name].File.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_ThatASwarmDropsOrRefuses_AreInNoService() => Assert.All(Several.Values, service =>
        Assert.Empty(service.File.Keys("services", service.Name).Intersect(Refused)));

    [Fact]
    public void Keys_OfOneMachine_AreHereOrSaidInTheComment()
    {
        var text = StackFile.Read(StackFile.Swarm).Text;
        var lost = One.Services.SelectMany(name => One.Keys("services", name)).Except(Several.Values.SelectMany(service => service.File.Keys("services", service.Name))).Distinct().ToList();
        Assert.NotEmpty(lost);
        Assert.All(lost, key => Assert.Contains($"\n#   {key} ", text, StringComparison.Ordinal));
    }

    [EngineTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task File_IsTakenByTheClient_WithoutAWord(int file)
    {
        var settings = new[] { "DOMAIN", "LETSENCRYPT_EMAIL", "EMAIL_HOST", "DEFAULT_FROM_EMAIL", "BACKEND_SUBNET", "NGINX_FILES", "CERTBOT_FILES", "BACKUP_FILES", "RESTORE_ARGUMENTS" };
        var answer = await Engine.TryAsync(new EngineCall(
            ["stack", "config", "--compose-file", StackFile.OfSwarms[file]], StackFolder.Committed, Environment: settings.ToDictionary(name => name, _ => "x")));
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
    }

    [EngineFact]
    public async Task File_OfTheExampleCluster_IsTakenByTheClient_WithoutAWord()
    {
        var answer = await Engine.TryAsync(new EngineCall(["stack", "config", "--compose-file", "cluster/docker-stack.cluster.yml"], StackFolder.Committed));
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
    }
}
