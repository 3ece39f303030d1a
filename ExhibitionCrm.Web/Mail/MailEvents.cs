using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;

namespace ExhibitionCrm.Web.Mail;

/// <summary>What people do with mails. Each stands in the history of whom the mail is for.</summary>
public abstract record MailEvent : AuditEvent;

/// <summary>A customer's welcome mail was put into the queue again.</summary>
[EventKind("mail.requeued", "Welcome email queued again")]
public sealed record MailRequeued(string CustomerId) : MailEvent
{
    public override AuditSubject Subject => CustomerEvent.About(CustomerId);
}

/// <summary>A mail to a member of staff was put into the queue again.</summary>
[EventKind("staff_mail.requeued", "Staff email queued again")]
public sealed record StaffMailRequeued(string UserName) : MailEvent
{
    public override AuditSubject Subject => AccountEvent.About(UserName);

    public override bool IsOfExhibition => false;
}

/// <summary>What happens to a resend to many.</summary>
/// <param name="Customers">How many it was for when it began.</param>
public abstract record MailBatchEvent(Guid BatchId, int Customers) : MailEvent
{
    public const string SubjectType = "Mail";

    public sealed override AuditSubject Subject => new(SubjectType, BatchId.ToString());
}

/// <param name="WithSent">Whether those who had the mail got it once more.</param>
[EventKind("mail_batch.queued", "Resend to many queued")]
public sealed record MailBatchQueued(Guid BatchId, int Customers, ChosenCustomers Chosen, bool WithSent) : MailBatchEvent(BatchId, Customers);

[EventKind("mail_batch.cancelled", "Resend to many cancelled")]
public sealed record MailBatchCancelled(Guid BatchId, int Customers) : MailBatchEvent(BatchId, Customers);
