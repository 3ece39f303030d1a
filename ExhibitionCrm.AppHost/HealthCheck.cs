namespace ExhibitionCrm.AppHost;

/// <summary>How a container engine finds out whether a container is well.</summary>
/// <param name="Test">The command, as Compose writes it: CMD or CMD-SHELL first.</param>
internal sealed record HealthCheck(string[] Test, string Interval, string Timeout, int Retries, string? StartPeriod = null);
