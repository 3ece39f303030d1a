using System.Net;

namespace ExhibitionCrm.Web.Activity;

/// <summary>An entry as people read it. The time is in UTC.</summary>
public sealed record AuditRow(long Id, DateTimeOffset At, IPAddress? Address, EventWords Words);
