using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Mail;
using Microsoft.Extensions.Configuration;

namespace ExhibitionCrm.Tests;

/// <summary>Settings for tests that need no site.</summary>
public static class TestOptions
{
    /// <summary>What an operator sets, complete and valid.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Complete = new Dictionary<string, string?>
    {
        ["SECRET_KEY"] = "p0Yw4kX8sLq2vN6tRz1bHc9mJf3dGa7eUu5iOo",
        ["ALLOWED_HOSTS"] = "crm.example.org",
        ["APP_URL"] = "https://crm.example.org",
        ["DB_HOST"] = "db",
        ["DB_NAME"] = "exhibition",
        ["DB_USER"] = "crm",
        ["DB_PASSWORD"] = "a;b'c",
        ["EMAIL_HOST"] = "smtp.example.org",
        ["DEFAULT_FROM_EMAIL"] = "Exhibition <crm@example.org>",
    };

    /// <exception cref="InvalidSettingsException">The change makes them invalid.</exception>
    internal static TestSettings Read(params (string Name, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(Complete);
        foreach (var (name, value) in changes)
        {
            settings[name] = value;
        }

        return TestSettings.Read(settings);
    }

    /// <summary>One without a database.</summary>
    public static CurrentExhibition Exhibition(string zone = "UTC", string currency = "EUR", string? phoneRegion = null) => new(() => new ExhibitionSettings(
        1, "exhibition", null, "", null, null, TimeZoneInfo.FindSystemTimeZoneById(zone), Currency.Of(currency), 10_000, phoneRegion, null));

    public static ExhibitionTime TimeIn(string zone, DateTimeOffset now) => new(new StoppedClock(now), Exhibition(zone));

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

/// <summary>What all features read of the environment.</summary>
internal sealed record TestSettings(
    CrmOptions Site, ExhibitionTerms Exhibition, DatabaseOptions Database, DatabaseRoles Roles, MailOptions Mail, SignInLimitOptions SignIn, StaffSessionOptions Sessions,
    SecondFactorOptions SecondFactor)
{
    /// <exception cref="InvalidSettingsException">They do not allow a start.</exception>
    public static TestSettings Read(IEnumerable<KeyValuePair<string, string?>> environment) =>
        Read(new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(environment).Build()));

    /// <exception cref="InvalidSettingsException">They do not allow a start.</exception>
    public static TestSettings Read(SettingsReader reader)
    {
        var read = new TestSettings(
            CrmSettings.Read(reader), FirstExhibitionOptions.Read(reader).Terms, DatabaseOptions.Read(reader), DatabaseRoles.Read(reader), MailSettings.Read(reader),
            SignInLimitOptions.Read(reader), StaffSessionOptions.Read(reader), SecondFactorOptions.Read(reader));
        reader.ThrowIfFaulty();
        return read;
    }
}
