using System.Security.Cryptography;

namespace ExhibitionCrm.AppHost;

/// <summary>The first administrator of a developer's database, with a password nobody knows beforehand.</summary>
internal sealed class DevelopmentAdministrator
{
    private const string UserName = "admin";
    private const string CreatedPrefix = "administrator created:";
    // Without characters that are easily taken for one another.
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    // The marks at the end satisfy rules that want every kind of character.
    private readonly string _password = $"{RandomNumberGenerator.GetString(Letters, 16)}-a1Z";

    /// <summary>What the migrate command makes an administrator from, if there is no user yet.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["SUPERUSER_USERNAME"] = UserName,
        ["SUPERUSER_EMAIL"] = "admin@example.com",
        ["SUPERUSER_PASSWORD"] = _password,
    };

    public static bool IsCreatedBy(string logLine) => logLine.Contains(CreatedPrefix, StringComparison.Ordinal);

    public string HowToSignIn(bool created) => created
        ? $"Sign in as {UserName} with the password {_password} (shown this once)."
        : $"Sign in as {UserName}. Password forgotten? Ask for a new one on the sign-in page: the mail appears in this log.";
}
