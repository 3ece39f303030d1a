using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Accounts;

/// <param name="Lifetime">SESSION_HOURS: after which people sign in again, however busy they are.</param>
public sealed record StaffSessionOptions(TimeSpan Lifetime)
{
    /// <summary>For a browser that is not used at all.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromHours(12);

    internal static StaffSessionOptions Read(SettingsReader settings) => new(TimeSpan.FromHours(settings.Number("SESSION_HOURS", 16, 1, 720)));
}
