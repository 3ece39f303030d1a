using static ExhibitionCrm.AppHost.Compose.Variables;
using static ExhibitionCrm.AppHost.Topology;

namespace ExhibitionCrm.AppHost.Compose;

/// <summary>The web program's environment in the stacks of operators.</summary>
internal static class CrmSettingsOfStacks
{
    public static IReadOnlyDictionary<string, string> Basic { get; } = Settings(
        hosts: AllowedHosts.OrDefault,
        url: AppUrl.OrDefault,
        mailHost: EmailHost.Optional,
        sender: DefaultFromEmail.Optional,
        proxies: TrustedProxies.Optional);

    public static IReadOnlyDictionary<string, string> Production { get; } = Settings(
        hosts: Domain.Required,
        url: $"https://{Domain.Required}",
        mailHost: EmailHost.Required,
        sender: DefaultFromEmail.Required,
        proxies: Nginx.Name);

    private static Dictionary<string, string> Settings(string hosts, string url, string mailHost, string sender, string proxies) => new()
    {
        ["DEBUG"] = "False",
        [SecretKey.Name] = SecretKey.Required,
        [SecretKeyFallbacks.Name] = SecretKeyFallbacks.Optional,
        ["ALLOWED_HOSTS"] = hosts,
        ["APP_URL"] = url,
        ["TRUSTED_PROXIES"] = proxies,
        ["DB_HOST"] = Database.Name,
        ["DB_PORT"] = $"{Database.Port}",
        [DatabaseName.Name] = DatabaseName.OrDefault,
        [DatabaseUser.Name] = Parts.WebRole,
        [DatabasePassword.Name] = DatabaseWebPassword.Required,
        [EmailBackend.Name] = EmailBackend.OrDefault,
        [EmailHost.Name] = mailHost,
        [EmailPort.Name] = EmailPort.Optional,
        [EmailUseTls.Name] = EmailUseTls.Optional,
        [EmailUseSsl.Name] = EmailUseSsl.Optional,
        [EmailUser.Name] = EmailUser.Optional,
        [EmailPassword.Name] = EmailPassword.Optional,
        [EmailTimeout.Name] = EmailTimeout.OrDefault,
        [DefaultFromEmail.Name] = sender,
        [OutboxLanes.Name] = OutboxLanes.OrDefault,
        [ExhibitionTimeZone.Name] = ExhibitionTimeZone.OrDefault,
        [Currency.Name] = Currency.OrDefault,
        [ImplausibleAmount.Name] = ImplausibleAmount.OrDefault,
        [PhoneRegion.Name] = PhoneRegion.Optional,
        [SessionHours.Name] = SessionHours.OrDefault,
        [SecondFactorRoles.Name] = SecondFactorRoles.Optional,
        [SignInLimit.Name] = SignInLimit.OrDefault,
        ["OTEL_SERVICE_NAME"] = "exhibition-crm",
        [TelemetryEndpoint.Name] = TelemetryEndpoint.Optional,
        [TelemetryProtocol.Name] = TelemetryProtocol.OrDefault,
        [TelemetryHeaders.Name] = TelemetryHeaders.Optional,
    };
}
