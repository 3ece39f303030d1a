namespace ExhibitionCrm.Web.Outbox;

/// <summary>How this process works off the queue.</summary>
/// <param name="MaxConcurrency">
/// How many messages all processes together may deliver at once when recipients are slow; with 0 this one delivers none.
/// </param>
/// <param name="Lease">Outlasts the longest delivery: no message is taken from a process that lives.</param>
internal sealed record OutboxOptions(int MaxConcurrency, TimeSpan Lease);
