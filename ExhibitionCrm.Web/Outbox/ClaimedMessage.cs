namespace ExhibitionCrm.Web.Outbox;

/// <summary>A message that this process is to deliver before the lease ends, with what it needs of the recipient.</summary>
/// <param name="Kind">A <see cref="MessageKind"/>.</param>
/// <param name="ExhibitionId">The installation for a mail to a member of staff.</param>
/// <param name="Attempts">With the one that has just begun.</param>
/// <param name="LastError">What the attempt before was answered; null if there was none.</param>
/// <param name="Name">The customer's name, or the staff member's user name.</param>
/// <param name="Company">The customer's; empty for none.</param>
internal sealed record ClaimedMessage(
    Guid Id, string Kind, int ExhibitionId, string? CustomerId, Guid? UserId, int Attempts, string? LastError, DateTimeOffset LeaseEnd,
    string Recipient, string Name, string Company, long AttemptId);
