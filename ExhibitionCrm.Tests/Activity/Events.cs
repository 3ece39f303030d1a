using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Badges;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Exports;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Activity;

/// <summary>One event of each kind, with values drawn at random: the same for the same seed.</summary>
internal sealed class Events(int seed)
{
    private static readonly string[] Texts =
    [
        "Anna Müller", "O'Brien \"The Boss\", Ltd.", "<script>alert(1)</script> & co", "{0} {name} %s \\ \\u0041", "محمد الحسن", "שלום עולם 123",
        "👩‍👩‍👧 e\u0301 İı ß", "two\nlines\tand a tab", "'; drop table audit_entries; --", "{\"before\": null, \"after\": \"x\"}", "1,234.50", "null", "",
        new string('x', 1000),
    ];

    private readonly Random _random = new(seed);

    public IReadOnlyList<AuditEvent> OfEachKind() =>
    [
        new CustomerRegistered(Id, Text, Text, Text, MaybeText, MaybeText, MaybeText, MaybeText),
        new CustomerChanged(Id, MaybeChange, MaybeChange, Change, MaybeChange, MaybeChange, MaybeChange),
        new CustomersMerged(Id, Text, Id, Text, Text, Text, MaybeText, MaybeText, MaybeText, MaybeChange, MaybeChange, MaybeChange, MaybeChange, MaybeChange, MaybeChange),
        new MergeUndone(Id, Text, Id, Text, MaybeChange, MaybeChange, MaybeChange, MaybeChange, MaybeChange, MaybeChange),
        new CustomerDeleted(Id, Text, Text, Text, MaybeText, MaybeText, MaybeText),
        new MarkedDistinct(Id, Id, Text, Text),
        new UnmarkedDistinct(Id, Id, Text, Text),
        new ExhibitionChanged(Count, MaybeChange, MaybeChange, MaybeChange, MaybeChange, MaybeChange, MaybeChange, MaybeChange, MaybeChange, MaybeChange, MaybeChange, MaybeChange, MaybeChange,
            MaybeChange, MaybeChange, MaybeChange, MaybeChange, MaybeChange),
        new ExhibitionCreated(Count, Text, Text, MaybeNumber, MaybeText, _random.Next(2) == 0, MaybeNumber),
        new ExhibitionArchived(Count, Text),
        new ExhibitionReopened(Count, Text),
        new ExhibitionDeleted(Count, Text, Text, Count),
        new ExhibitionLogoChanged(Count, Text, Count, Count),
        new ExhibitionLogoRemoved(Count, Text),
        new BillAdded(Guid, Id, Amount, Text, MaybeNumber),
        new BillVoided(Guid, Id, Amount, Text, MaybeNumber),
        new BadgePrinted(Id),
        new MailRequeued(Id),
        new StaffMailRequeued(UserName),
        new MailBatchQueued(Guid, Count, Chosen, _random.Next(2) == 0),
        new MailBatchCancelled(Guid, Count),
        new ExportMade(CustomerExport.WorkbookName, Count, Chosen),
        new AccountCreated(UserName, Roles.All[_random.Next(3)], _random.Next(2) == 0 ? null : Text),
        new AccountEmailChanged(UserName, Change),
        new AccountRoleChanged(UserName, new Change(Roles.Viewer, Roles.Administrator)),
        new AccountExhibitionRoleChanged(UserName, Count, Text, Roles.Viewer, _random.Next(2) == 0 ? null : Roles.Staff),
        new AccountDeactivated(UserName),
        new AccountReactivated(UserName),
        new AccountLocked(UserName),
        new AccountUnlocked(UserName),
        new PasswordChanged(UserName),
        new PasswordWasReset(UserName),
        new PasswordLinkRequested(UserName),
        new TwoFactorEnabled(UserName),
        new TwoFactorDisabled(UserName),
        new RecoveryCodesRenewed(UserName),
        new SessionsEnded(UserName),
        new SignedIn(UserName, _random.Next(2) == 0 ? null : Guid),
        new SignInFailed(UserName, _random.Next(2) == 0 ? null : Guid),
        new SignInRefused(UserName),
        new CurrentPasswordRefused(UserName, _random.Next(2) == 0 ? null : Guid),
    ];

    private string Text => Texts[_random.Next(Texts.Length)];

    private string? MaybeText => _random.Next(2) == 0 ? null : Text;

    private string Id => string.Concat(_random.GetItems(CustomerId.Alphabet.AsSpan(), CustomerId.Length));

    private string UserName => $"a.user+{_random.Next(1000)}@example.org";

    private int Count => _random.Next(1_000_000);

    private int? MaybeNumber => _random.Next(2) == 0 ? null : _random.Next(1, int.MaxValue);

    private decimal Amount => _random.Next(1, int.MaxValue) / 100m;

    private Change Change => new(Text, Text);

    private Change? MaybeChange => _random.Next(2) == 0 ? null : Change;

    private Guid Guid
    {
        get
        {
            var bytes = new byte[16];
            _random.NextBytes(bytes);
            return new Guid(bytes);
        }
    }

    private ChosenCustomers Chosen => _random.Next(4) switch
    {
        0 => new ChosenCustomers(),
        1 => new ChosenCustomers(Ticked: Count),
        2 => new ChosenCustomers(Search: "a search", Mail: OutboxState.Failed, Created: "7days"),
        _ => new ChosenCustomers(Created: "range", From: new DateOnly(2026, 2, 28), To: _random.Next(2) == 0 ? null : new DateOnly(2026, 12, 31)),
    };
}
