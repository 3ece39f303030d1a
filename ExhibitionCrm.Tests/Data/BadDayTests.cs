using System.Diagnostics;
using System.Net;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

/// <summary>A database that is away, says nothing or may only be read.</summary>
public sealed class BadDayTests : IAsyncLifetime
{
    // Twenty seconds and what a busy machine adds; the driver's own limits would need minutes.
    private static readonly TimeSpan PagesLimit = TimeSpan.FromSeconds(45);

    // Two seconds and the same; without a limit of its own the connection would be waited for.
    private static readonly TimeSpan HealthLimit = TimeSpan.FromSeconds(10);

    private CrmSite _database = null!;
    private DatabaseRelay _relay = null!;
    private CrmSite _site = null!;

    public enum Fault
    {
        Refused,
        Frozen,
        ReadOnly,
    }

    public static TheoryData<Fault, string, string> Forms
    {
        get
        {
            var all = new TheoryData<Fault, string, string>();
            foreach (var fault in Enum.GetValues<Fault>())
            {
                all.Add(fault, "/customers/new", "Input.Name");
                all.Add(fault, "/customers/{0}/edit", "Input.Name");
                all.Add(fault, "/bills/new?customer={0}", "Bill.Description");
                all.Add(fault, "/bills/{1}/void", "Reason");
                all.Add(fault, "/staff/new", "UserName");
                all.Add(fault, "/exhibitions/1", "Input.Name");
            }

            return all;
        }
    }

    public async Task InitializeAsync()
    {
        _database = await CrmSite.StartAsync();
        (_relay, var connection) = DatabaseRelay.To(_database.Database);
        _site = await CrmSite.StartAsync([.. _database.AllSettings().Select(s => (s.Key, s.Value)), ("ConnectionStrings:exhibitiondb", connection)]);
    }

    public async Task DisposeAsync()
    {
        await _relay.DisposeAsync();
        await _site.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Post_OfAForm_SaysSoInTimeKeepsWhatWasTypedAndSavesItLater(Fault fault, string address, string field)
    {
        using var administrator = await SignInAsync(Roles.Administrator);
        var bill = await _database.Data.BillAsync();
        var form = await administrator.GetPageAsync(string.Format(null, address, bill.CustomerId, bill.Id));
        const string typed = "typed.with.care";
        (string, string?)[] values = address switch
        {
            "/customers/new" => [(field, typed), ("Input.Email", "care@example.org"), ("Input.Phone", "030 123456")],
            "/staff/new" => [(field, typed), ("Input.Email", "care@example.org")],
            "/bills/new?customer={0}" => [(field, typed), ("Bill.Amount", "12.50")],
            _ => [(field, typed)],
        };

        await BreakAsync(fault);
        var clock = Stopwatch.StartNew();
        var refused = await administrator.SubmitAsync(form, values);
        Assert.True(clock.Elapsed < PagesLimit, $"{clock.Elapsed}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Equal(typed, refused.ValueOf(field));

        await MendAsync(fault);
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(refused)).Status);
    }

    [Theory]
    [InlineData(Fault.Refused)]
    [InlineData(Fault.Frozen)]
    [InlineData(Fault.ReadOnly)]
    public async Task SignIn_SaysSoAndKeepsTheName(Fault fault)
    {
        using var stranger = _site.Anonymous();
        var user = await _database.Data.UserAsync();
        var form = await stranger.GetPageAsync("/account/sign-in");
        await BreakAsync(fault);
        var refused = await stranger.SubmitAsync(form, ("UserName", user.UserName), ("Password", TestData.Password));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Equal(user.UserName, refused.ValueOf("UserName"));
        Assert.DoesNotContain(TestData.Password, refused.Document.Source.Text, StringComparison.Ordinal);

        await MendAsync(fault);
        Assert.Equal("/", (await stranger.SubmitAsync(refused, ("Password", TestData.Password))).Location);
    }

    [Fact]
    public async Task SignIn_OfSeveralWhileTheDatabaseHangs_SaysSoToEachInTime()
    {
        using var stranger = _site.Anonymous();
        var form = await stranger.GetPageAsync("/account/sign-in");
        await BreakAsync(Fault.Frozen);

        // One after another they would take minutes.
        var clock = Stopwatch.StartNew();
        var refused = await Task.WhenAll(Enumerable.Range(0, 10 * PasswordHashing.AtOnce).Select(i =>
            stranger.SubmitAsync(form, ("UserName", $"somebody{i}"), ("Password", TestData.Password))));
        Assert.True(clock.Elapsed < PagesLimit, $"{clock.Elapsed}");
        Assert.All(refused, page => Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status));
    }

    [Theory]
    [InlineData(Fault.Refused)]
    [InlineData(Fault.Frozen)]
    public async Task Page_ThatCannotBeRead_SaysSoInTime(Fault fault)
    {
        using var staff = await SignInAsync(Roles.Staff);
        await staff.GetPageAsync("/customers");
        await BreakAsync(fault);
        var clock = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await staff.GetPageAsync("/customers")).Status);
        Assert.True(clock.Elapsed < PagesLimit, $"{clock.Elapsed}");
    }

    [Theory]
    [InlineData(Fault.Refused)]
    [InlineData(Fault.Frozen)]
    [InlineData(Fault.ReadOnly)]
    public async Task Health_IsNotHealthyAndAliveStaysAliveInTimeWhateverCookiesComeAlong(Fault fault)
    {
        using var staff = await SignInAsync(Roles.Staff);

        // Each request that is looked at by the account asks the database for it.
        _site.Services.GetRequiredService<IOptions<SecurityStampValidatorOptions>>().Value.ValidationInterval = TimeSpan.Zero;
        await Eventually.TrueAsync(async () => await StatusOfAsync(staff, "/health") == HttpStatusCode.OK, "a healthy site", TimeSpan.FromMinutes(2));

        await BreakAsync(fault);
        var clock = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(staff, "/alive"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusOfAsync(staff, "/health"));
        Assert.True(clock.Elapsed < HealthLimit, $"{clock.Elapsed}");

        await MendAsync(fault);
        await Eventually.TrueAsync(async () => await StatusOfAsync(staff, "/health") == HttpStatusCode.OK, "a healthy site again", TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Post_WhileTheDatabaseRestarts_IsSavedAfterIt()
    {
        using var staff = await SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync("/customers/new");
        _relay.Refuse();
        var saving = staff.SubmitAsync(form, ("Input.Name", "Paula Patient"), ("Input.Email", "paula@example.org"), ("Input.Phone", "030 123456"));
        await Task.Delay(TimeSpan.FromSeconds(1));
        _relay.Resume();
        Assert.Equal(HttpStatusCode.Redirect, (await saving).Status);
    }

    // There: cookies are named after the database, which has another address there.
    private Task<CrmClient> SignInAsync(string role) => _site.SignInAsync(role);

    private async Task BreakAsync(Fault fault)
    {
        switch (fault)
        {
            case Fault.Refused:
                _relay.Refuse();
                break;
            case Fault.Frozen:
                _relay.Freeze();
                break;
            default:
                await SetReadOnlyAsync(true);
                break;
        }
    }

    private async Task MendAsync(Fault fault)
    {
        _relay.Resume();
        if (fault == Fault.ReadOnly)
        {
            await SetReadOnlyAsync(false);
        }
    }

    /// <summary>For sessions to come; those that there are end.</summary>
    private async Task SetReadOnlyAsync(bool value)
    {
        var settings = new NpgsqlConnectionStringBuilder(_database.Database.ConnectionString);
        var name = settings.Database;
        settings.Database = "postgres";
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"""
            alter database {name} set default_transaction_read_only = {value};
            select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}';
            """,
            connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<HttpStatusCode> StatusOfAsync(CrmClient client, string url)
    {
        using var answer = await client.Http.GetAsync(new Uri(url, UriKind.Relative));
        return answer.StatusCode;
    }
}
