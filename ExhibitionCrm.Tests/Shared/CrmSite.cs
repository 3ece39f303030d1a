using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ExhibitionCrm.Tests;

/// <summary>
/// The real site on a real port with a database of its own, set up as in production. A class fixture; a subclass
/// changes settings.
/// </summary>
public class CrmSite : IAsyncLifetime, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<CookieContainer>>> _people = new();
    private readonly (string Name, string? Value)[] _settings = [];
    private WebApplication? _app;
    private TestDatabase? _database;

    public CrmSite()
    {
    }

    private CrmSite((string Name, string? Value)[] settings) => _settings = settings;

    /// <summary>What differs from the settings that all test sites have. Read once, at the start.</summary>
    protected virtual IEnumerable<(string Name, string? Value)> Settings => _settings;

    /// <summary>Http on the loopback interface, a port of its own.</summary>
    public Uri Url { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    public TestDatabase Database => _database!;

    public TestData Data { get; private set; } = null!;

    /// <summary>What the program logged.</summary>
    public TestLog Log { get; } = new();

    /// <summary>A site for one test; dispose it.</summary>
    public static async Task<CrmSite> StartAsync(params (string Name, string? Value)[] settings)
    {
        var site = new CrmSite(settings);
        await site.InitializeAsync();
        return site;
    }

    public virtual async Task InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync();
        // The AppHost has a Program as well.
        _app = Web.Program.Build([], AllSettings());
        _app.Services.GetRequiredService<ILoggerFactory>().AddProvider(Log);
        _app.Urls.Add("http://127.0.0.1:0");

        // Tests make and sign in more people than there are; how strong hashes really are has a test of its own.
        _app.Services.GetRequiredService<IOptions<PasswordHasherOptions>>().Value.IterationCount = 1_000;
        Data = new TestData(this);
        await CreateExhibitionAsync(_app.Services.GetRequiredService<FirstExhibitionOptions>());
        await Database.ExecuteAsync("select make_search_indexes('customers'); select make_search_indexes('bills')");
        await _app.StartAsync();
        Url = new Uri(_app.Urls.Single());
    }

    public virtual async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The settings that a process needs to be a second one of this site.</summary>
    public Dictionary<string, string?> AllSettings()
    {
        var settings = new Dictionary<string, string?>
        {
            // As in the stacks, where the site is not the owner of its database.
            ["ConnectionStrings:exhibitiondb"] = Database.WebConnectionString,
            ["DEBUG"] = "False",
            ["SECRET_KEY"] = SecretKey,
            ["ALLOWED_HOSTS"] = "localhost,127.0.0.1",
            ["APP_URL"] = "http://localhost",
            ["TIME_ZONE"] = "Europe/Berlin",
            ["CURRENCY"] = "EUR",
            ["EMAIL_BACKEND"] = "console-only",
            // No worker: a test that wants mail to leave says so.
            ["OUTBOX_LANES"] = "0",
            // Tests sign in more often than people do.
            ["SIGN_IN_LIMIT"] = "10000",
            ["Logging:Console:LogLevel:Default"] = "None",
        };
        foreach (var (name, value) in Settings)
        {
            settings[name] = value;
        }

        return settings;
    }

    /// <summary>As migrate does, which is the owner.</summary>
    private async Task CreateExhibitionAsync(FirstExhibitionOptions options)
    {
        await using var db = Database.Open();
        await new FirstExhibition(db, options, TimeProvider.System).CreateFromSettingsAsync();
    }

    private string? LastError() => Log.Errors is [.., var last] ? last : null;

    /// <summary>Somebody who did not sign in.</summary>
    public CrmClient Anonymous() => new(Url, new CookieContainer(), LastError);

    /// <summary>A browser in which somebody of this role is signed in; always the same person, each time a new browser.</summary>
    public async Task<CrmClient> SignInAsync(string role) =>
        new(Url, Copy(await _people.GetOrAdd(role, _ => new(() => FirstSignInAsync(role))).Value), LastError);

    /// <summary>A browser in which this person is signed in, by the form that people use.</summary>
    public async Task<CrmClient> SignInAsync(StaffUser user, string password = TestData.Password)
    {
        var browser = Anonymous();
        var form = await browser.GetPageAsync("/account/sign-in");
        var answer = await browser.SubmitAsync(form, ("UserName", user.UserName), ("Password", password));
        Assert.Equal("/", answer.Location);

        // How a test's people came in is not what the test is about.
        await Database.ExecuteAsync($"delete from audit_entries where kind = 'account.signed_in' and actor = '{user.UserName}'");
        return browser;
    }

    /// <summary>Looks at the database.</summary>
    public async Task<T> ReadAsync<T>(Func<CrmDbContext, Task<T>> read)
    {
        await using var db = Database.Open();
        return await read(db);
    }

    /// <summary>Runs something with the site's services, as a request would.</summary>
    public async Task<T> WithServiceAsync<TService, T>(Func<TService, Task<T>> run)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await run(scope.ServiceProvider.GetRequiredService<TService>());
    }

    private async Task<CookieContainer> FirstSignInAsync(string role)
    {
        using var browser = await SignInAsync(await Data.UserAsync(role));
        return browser.Cookies;
    }

    private CookieContainer Copy(CookieContainer cookies)
    {
        var copy = new CookieContainer();
        copy.Add(Url, cookies.GetCookies(Url));
        return copy;
    }

    private string SecretKey { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
}
