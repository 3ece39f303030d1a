using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace ExhibitionCrm.Tests.AppHost;

/// <summary>What AppHost.cs describes; nothing is started.</summary>
public sealed class AspireModelTests : IAsyncLifetime
{
    private IDistributedApplicationTestingBuilder _appHost = null!;
    private DistributedApplication _app = null!;

    // As a deployment would see it: values that only a running system has are shown by their expressions.
    private DistributedApplicationExecutionContext Context => new(new DistributedApplicationExecutionContextOptions(DistributedApplicationOperation.Publish)
    {
        Services = _app.Services,
    });

    public async Task InitializeAsync()
    {
        _appHost = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ExhibitionCrm_AppHost>(["--database=container", "--port=8000", "--db-port=5433", "--adminer-port=8080", "--db-volume=postgres_dev_data"]);
        _app = await _appHost.BuildAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public void Database_IsPersistentPostgres15OnItsVolume()
    {
        var db = Resource<ContainerResource>("db");
        var image = Single<ContainerImageAnnotation>(db);
        Assert.Equal("library/postgres:15-alpine", $"{image.Image}:{image.Tag}");
        Assert.Equal(5433, Single<EndpointAnnotation>(db).Port);
        Assert.Equal(ContainerLifetime.Persistent, Single<ContainerLifetimeAnnotation>(db).Lifetime);

        var volume = Single<ContainerMountAnnotation>(db);
        Assert.Equal(("postgres_dev_data", "/var/lib/postgresql/data"), (volume.Source, volume.Target));
        Assert.Equal("exhibition_db_dev", Resource<PostgresDatabaseResource>("exhibitiondb").DatabaseName);
    }

    [Fact]
    public async Task Database_OfATest_IsOnNoVolumeAndGoesWithIt()
    {
        var appHost = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ExhibitionCrm_AppHost>(["--database=container"]);
        var db = Assert.Single(appHost.Resources.OfType<ContainerResource>(), resource => resource.Name == "db");
        Assert.Empty(db.Annotations.OfType<ContainerMountAnnotation>());
        Assert.DoesNotContain(db.Annotations.OfType<ContainerLifetimeAnnotation>(), lifetime => lifetime.Lifetime == ContainerLifetime.Persistent);
    }

    [Fact]
    public async Task Adminer_ListensOn8080AndKnowsDatabase()
    {
        var adminer = Resource<ContainerResource>("adminer");
        Assert.Equal(8080, Single<EndpointAnnotation>(adminer).Port);
        Assert.Equal("db", (await SettingsAsync(adminer))["ADMINER_DEFAULT_SERVER"]);
    }

    [Fact]
    public async Task Web_ListensOn8000AfterMigration()
    {
        var web = Resource<ProjectResource>("web");
        var endpoint = Single<EndpointAnnotation>(web);
        Assert.Equal((8000, "http", true, false), (endpoint.Port, endpoint.UriScheme, endpoint.IsExternal, endpoint.IsProxied));
        Assert.Single(web.Annotations.OfType<HealthCheckAnnotation>());
        Assert.Equal(
            [("exhibitiondb", WaitType.WaitUntilStarted), ("migrate", WaitType.WaitForCompletion)],
            Waits(web).Where(wait => wait.Name != "db").Order());

        var settings = await SettingsAsync(web);
        Assert.Equal("{exhibitiondb.connectionString}", settings["ConnectionStrings__exhibitiondb"]);
        Assert.Equal("true", settings["DEBUG"]);
        Assert.Equal("file", settings["EMAIL_BACKEND"]);
        Assert.DoesNotContain("SUPERUSER_PASSWORD", settings.Keys);
    }

    [Fact]
    public async Task Migrate_MakesAdministratorOnceDatabaseIsThere()
    {
        var migrate = Resource<ProjectResource>("migrate");
        Assert.Contains(("exhibitiondb", WaitType.WaitUntilStarted), Waits(migrate));
        Assert.Empty(migrate.Annotations.OfType<EndpointAnnotation>());
        Assert.NotEqual("", (await SettingsAsync(migrate))["SUPERUSER_PASSWORD"]);

        var configuration = await ExecutionConfigurationBuilder.Create(migrate).WithArgumentsConfig().BuildAsync(Context);
        Assert.Equal(["migrate"], configuration.Arguments.Select(argument => argument.Value));
    }

    private T Resource<T>(string name)
        where T : IResource => Assert.Single(_appHost.Resources.OfType<T>(), resource => resource.Name == name);

    private static T Single<T>(IResource resource)
        where T : IResourceAnnotation => Assert.Single(resource.Annotations.OfType<T>());

    private static IEnumerable<(string Name, WaitType Type)> Waits(ProjectResource project) =>
        project.Annotations.OfType<WaitAnnotation>().Select(wait => (wait.Resource.Name, wait.WaitType));

    private async Task<IReadOnlyDictionary<string, string>> SettingsAsync(IResource resource)
    {
        var configuration = await ExecutionConfigurationBuilder.Create(resource).WithEnvironmentVariablesConfig().BuildAsync(Context);
        return configuration.EnvironmentVariables.ToDictionary();
    }
}
