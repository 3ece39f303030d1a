using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Outbox;

namespace ExhibitionCrm.Web.Demo;

/// <summary>All that the counters do with one visitor. Who it is and what is bought follows from the number alone, prices from the currency too; times from neither.</summary>
internal sealed class DemoVisit
{
    private const string UnknownRecipient = "550 5.1.1 Recipient address rejected: user unknown";

    // 192.0.2.0/24 is kept for documentation.
    private static readonly Actor[] Counters =
        [.. new[] { "mira", "jonas", "leyla", "tom" }.Select((name, i) => new Actor(name, new IPAddress([192, 0, 2, (byte)(11 + i)])))];

    private readonly Random _random;
    private readonly DemoHours _hours;
    private readonly Actor _actor;
    private readonly Currency _currency;
    private readonly byte _fair;
    private readonly List<Bill> _bills = [];
    private readonly List<DemoEntry> _entries = [];

    /// <param name="number">From 0, in the order of arrival.</param>
    /// <param name="fair">Of visits of one person: which one, from 0.</param>
    /// <param name="mayWait">Whether this visitor is new enough for a mail that was not sent yet.</param>
    public DemoVisit(int number, DateTimeOffset arrival, DemoHours hours, bool mayWait, Currency currency, byte fair = 0)
    {
        _fair = fair;
        _random = Source(number);
        _hours = hours;
        _currency = currency;
        var id = Id(_random);
        var details = DemoPeople.Draw(_random);
        _actor = Counters[_random.Next(Counters.Length)];
        var typed = IsMistyped(number) ? Mistype(details) : details;
        Customer = Customer.Register(id, typed, Key(_random), _actor.Name, arrival);
        Happened(_actor, CustomerRegistered.Of(Customer), arrival);
        Mail = IsMistyped(number) ? SendToMistyped(details) : Send(number, mayWait);
        Buy();
    }

    public Customer Customer { get; }

    public DemoMail Mail { get; }

    public IReadOnlyList<Bill> Bills => _bills;

    /// <summary>Of the activity, in any order.</summary>
    public IReadOnlyList<DemoEntry> Entries => _entries;

    /// <summary>The ID of a visitor, however many are made and whenever.</summary>
    public static string IdOf(int number) => Id(Source(number));

    private static bool IsMistyped(int number) => number % 29 == 5;

    private static ContactDetails Mistype(ContactDetails details)
    {
        var email = details.Email!.Value;
        return ContactDetails.Of(new ContactText(details.Name, email.Remove(email.IndexOf('@') - 1, 1), details.Phone!.Value)
        {
            Company = details.Company,
            JobTitle = details.JobTitle,
            Note = details.Note,
        });
    }

    // Seeds that follow each other begin alike, so they are scattered.
    private static Random Source(int number) => new(unchecked((number + 1) * 0x2545_F491));

    private static string Id(Random random) => CustomerId.Complete(random.GetItems(CustomerId.Alphabet.AsSpan(), CustomerId.Length - 1));

    private Guid Key(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        bytes[^1] ^= _fair;
        return new Guid(bytes);
    }

    private DemoMail Send(int number, bool mayWait)
    {
        var mail = OutboxMessage.Welcome(Customer.Id, Customer.CreatedAt);
        var first = Customer.CreatedAt + TimeSpan.FromSeconds(1.2);
        var wait = TimeSpan.FromHours(1 + (3 * _random.NextDouble()));
        DemoAttempt Attempt(TimeSpan later, string? error) => new(mail.Id, first + later, Customer.Email, error);
        return (mayWait, number % 23) switch
        {
            (true, _) => new(mail, OutboxState.Queued, _hours.Last + wait,
                [Attempt(TimeSpan.Zero, "451 4.3.0 Temporary local problem, please try again later")]),
            (_, 11) => new(mail, OutboxState.Failed, first, [Attempt(TimeSpan.Zero, UnknownRecipient)]),
            (_, 4) => Sent(mail, Attempt(TimeSpan.Zero, "450 4.2.0 Greylisted, please try again in 30 seconds"), Attempt(TimeSpan.FromSeconds(33), null)),
            _ => Sent(mail, Attempt(TimeSpan.Zero, null)),
        };
    }

    /// <summary>The mail fails; somebody notices, corrects the address and has it sent again.</summary>
    private DemoMail SendToMistyped(ContactDetails right)
    {
        var wrong = Customer.Contact;
        var mail = OutboxMessage.Welcome(Customer.Id, Customer.CreatedAt);
        var corrected = _hours.After(Customer.CreatedAt + TimeSpan.FromSeconds(20), _random);
        Customer.Edit(right, corrected);
        Happened(_actor, CustomerChanged.Between(Customer.Id, wrong, right), corrected);
        var resent = corrected + TimeSpan.FromSeconds(8);
        Happened(_actor, new MailRequeued(Customer.Id), resent);
        return Sent(
            mail,
            new DemoAttempt(mail.Id, Customer.CreatedAt + TimeSpan.FromSeconds(1.2), wrong.Email!.Value, UnknownRecipient),
            new DemoAttempt(mail.Id, resent + TimeSpan.FromMilliseconds(300), right.Email!.Value, null));
    }

    private static DemoMail Sent(OutboxMessage mail, params DemoAttempt[] attempts) => new(mail, OutboxState.Sent, attempts[^1].FinishedAt, attempts);

    private void Buy()
    {
        // None to five; two on average.
        for (var left = _random.Next(3) + _random.Next(4); left > 0; left--)
        {
            var (description, amount) = DemoPurchases.Draw(_random, _currency);
            var counter = Counters[_random.Next(Counters.Length)];
            var bill = Bill.Add(Key(_random), Customer.Id, amount, description, counter.Name, _hours.After(Customer.CreatedAt, _random));
            _bills.Add(bill);
            _entries.Add(new DemoEntry(bill.CreatedAt, () => AuditEntry.Of(counter, BillAdded.Of(bill), bill.CreatedAt)) { Added = bill });
            if (_random.Next(25) == 0)
            {
                bill.Void(DemoPurchases.VoidReason(_random), counter.Name, _hours.After(bill.CreatedAt, _random));
                _entries.Add(new DemoEntry(bill.VoidedAt!.Value, () => AuditEntry.Of(counter, BillVoided.Of(bill), bill.VoidedAt!.Value)));
            }
        }
    }

    private void Happened(Actor actor, AuditEvent happened, DateTimeOffset at) =>
        _entries.Add(new DemoEntry(at, () => AuditEntry.Of(actor, happened, at)));
}

/// <summary>Something to be written when its time comes.</summary>
/// <param name="Write">Once the bills until then have their numbers.</param>
internal sealed record DemoEntry(DateTimeOffset At, Func<AuditEntry> Write)
{
    /// <summary>The bill that comes with it; null where none does.</summary>
    public Bill? Added { get; init; }
}
