using System.Diagnostics.Metrics;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>The program's own measures, under the meter "ExhibitionCrm".</summary>
public sealed class CrmMeters : IDisposable
{
    public const string Name = "ExhibitionCrm";

    private readonly Meter _meter;
    private readonly Counter<long> _customersRegistered;
    private readonly Counter<long> _billsAdded;
    private readonly Counter<long> _mailsSent;
    private readonly Counter<long> _mailsFailed;

    public CrmMeters(IMeterFactory factory)
    {
        _meter = factory.Create(Name);
        _customersRegistered = _meter.CreateCounter<long>("crm.customers.registered", "{customer}");
        _billsAdded = _meter.CreateCounter<long>("crm.bills.added", "{bill}");
        _mailsSent = _meter.CreateCounter<long>("crm.mails.sent", "{mail}");
        _mailsFailed = _meter.CreateCounter<long>("crm.mails.failed", "{attempt}", "Attempts that failed, given up or not.");
        _meter.CreateObservableGauge(
            "crm.mails.oldest_queued", () => OldestQueuedMail.TotalSeconds, "s", "Age of the oldest mail that waits.");
    }

    /// <summary>Set by the outbox worker at each look at the queue.</summary>
    public TimeSpan OldestQueuedMail { get; set; }

    public void CustomerRegistered() => _customersRegistered.Add(1);

    public void BillAdded() => _billsAdded.Add(1);

    public void MailSent() => _mailsSent.Add(1);

    public void MailFailed() => _mailsFailed.Add(1);

    public void Dispose() => _meter.Dispose();
}
