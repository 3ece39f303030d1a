using System.Globalization;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Badges;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Exports;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExhibitionCrm.Tests.Data;

/// <summary>Entries of the version before become events, and events become such entries again.</summary>
public sealed class TypedEventsMigrationTests : IAsyncLifetime
{
    private const string Before = "20261125202408_MailBatches";
    private const string CustomerId = "K7M2P9XP";

    private static readonly string[] Texts =
    [
        "Anna Müller", "O'Brien \"The Boss\", $1 \\1", "{\"before\": \"x\"}", "<b>&amp;", "a\nb\tc", "محمد 👩‍👩‍👧 e\u0301", "", "null", "→", new string('ß', 5000),
    ];

    private TestDatabase _database = null!;
    private CrmDbContext _db = null!;

    public async Task InitializeAsync()
    {
        _database = await TestPostgres.CreateEmptyDatabaseAsync();
        _db = _database.Open();
        await Migrator.MigrateAsync(Before);
    }

    public async Task DisposeAsync()
    {
        await _db.DisposeAsync();
        await _database.DisposeAsync();
    }

    private IMigrator Migrator => _db.GetService<IMigrator>();

    [Fact]
    public async Task Up_OfEveryKindOfEntry_MakesEventsAlsoOfWhatAnOldProcessWritesLater()
    {
        List<OldEntry> entries = [.. All(await BillAsync())];
        await OldEntry.InsertAsync(_database, entries);

        await Migrator.MigrateAsync();
        await OldEntry.InsertAsync(_database, entries);

        var made = await _db.AuditEntries.AsNoTracking().OrderBy(e => e.Id).ToListAsync();
        Assert.Equal(2 * entries.Count, made.Count);
        Assert.All(made.Zip(entries.Concat(entries)), pair => AssertSame(pair.Second.Expected, pair.First));
    }

    [Fact]
    public async Task Down_LosesNoRowAndGivesTheTextBack()
    {
        List<OldEntry> entries = [.. All(await BillAsync())];
        await OldEntry.InsertAsync(_database, entries);
        await Migrator.MigrateAsync();
        await OldEntry.InsertAsync(_database, entries);

        await Migrator.MigrateAsync(Before);

        Assert.Equal(await NormalAsync([.. entries, .. entries]), await _database.ListAsync(AsText));
        Assert.Equal(
            ["ix_audit_entries_at", "ix_audit_entries_subject", "pk_audit_entries"],
            await _database.ListAsync("select indexname from pg_indexes where tablename = 'audit_entries' order by 1"));
        Assert.Empty(await _database.ListAsync("select proname::text from pg_proc where proname like 'audit%'"));

        await Migrator.MigrateAsync();
        var again = await _db.AuditEntries.AsNoTracking().OrderBy(e => e.Id).ToListAsync();
        Assert.All(again.Zip(entries.Concat(entries)), pair => AssertSame(pair.Second.Expected, pair.First));
    }

    [Fact]
    public async Task Down_OfWhatThisVersionWrote_GivesTheTextThatTheVersionBeforeWouldHaveWritten()
    {
        // Newer than that version, which would have written nothing.
        Type[] newer = [typeof(SessionsEnded), typeof(SignInRefused), typeof(CurrentPasswordRefused), typeof(BadgePrinted), typeof(ExhibitionChanged), typeof(ExhibitionCreated),
            typeof(ExhibitionArchived), typeof(ExhibitionReopened), typeof(ExhibitionDeleted), typeof(AccountExhibitionRoleChanged),
            typeof(ExhibitionLogoChanged), typeof(ExhibitionLogoRemoved), typeof(MarkedDistinct), typeof(UnmarkedDistinct),
            typeof(CustomersMerged), typeof(MergeUndone)];
        var written = Written(await BillAsync()).ToList();
        Assert.Equal(
            EventKinds.All.Where(t => t != typeof(UntypedEvent) && !newer.Contains(t)).Select(t => t.Name).Order(),
            written.Select(e => e.Expected.GetType().Name).Distinct().Order());
        await Migrator.MigrateAsync();
        _db.AddRange(written.Select(e => AuditEntry.Of(new Actor("eva"), e.Expected, DateTimeOffset.UtcNow)));
        await _db.SaveChangesAsync();

        await Migrator.MigrateAsync(Before);

        Assert.Equal(await NormalAsync(written), await _database.ListAsync(AsText));
    }

    [Fact]
    public async Task Down_OfEventsOfANewerVersion_KeepsWhatTheySay()
    {
        await Migrator.MigrateAsync();
        await _database.ExecuteAsync("""
            insert into audit_entries (at, actor, kind, subject, subject_id, data) values
                (now(), 'x', 'payment.taken', 'Bill', '1', '{"amount": 2}'), (now(), 'x', 'bill.added', 'Bill', '1', '{"amount": "much"}'),
                (now(), 'x', 'mail_batch.queued', 'Mail', '1', '[]'), (now(), 'x', 'account.renamed', 'User', 'a', '{"userName": "a", "to": "b"}')
            """);
        await Migrator.MigrateAsync(Before);
        Assert.Equal(
            [
                """Edited {"data": {"after": "{\"amount\": 2}", "before": null}, "event": {"after": "payment.taken", "before": null}}""",
                """Added {"amount": {"after": "much", "before": null}}""",
                "Resent {}",
                """Edited {"data": {"after": "{\"to\": \"b\", \"userName\": \"a\"}", "before": null}, "event": {"after": "account.renamed", "before": null}}""",
            ],
            await _database.ListAsync("select action || ' ' || changes from audit_entries order by id"));
    }

    [Fact]
    public async Task Up_OfThousandsOfRandomEntries_KeepsEveryWord()
    {
        var random = new Random(20261125);
        string Text() => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Texts[random.Next(Texts.Length - 1)]));
        var entries = Enumerable.Range(0, 1000).Select(i => random.Next(3) switch
        {
            0 => Registered(Text(), Text(), Text()),
            1 => Added(Guid.NewGuid(), random.Next(1, int.MaxValue) / 100m, Text()),
            _ => OldEntry.Untyped("Customer", CustomerId, $"Action{random.Next()}", OldEntry.Json((Text(), null, $"{i}"))),
        }).ToList();
        await OldEntry.InsertAsync(_database, entries);
        await Migrator.MigrateAsync();
        var made = await _db.AuditEntries.AsNoTracking().OrderBy(e => e.Id).ToListAsync();
        Assert.Equal(entries.Count, made.Count);
        Assert.All(made.Zip(entries), pair => AssertSame(pair.Second.Expected, pair.First));
    }

    private const string AsText = "select subject || ' ' || subject_id || ' ' || action || ' ' || changes from audit_entries order by id";

    private static void AssertSame(AuditEvent expected, AuditEntry entry)
    {
        var actual = entry.Event;
        if (expected is UntypedEvent text)
        {
            var untyped = Assert.IsType<UntypedEvent>(actual);
            Assert.Equal((text.Action, text.SubjectType, text.SubjectId), (untyped.Action, untyped.SubjectType, untyped.SubjectId));
            Assert.True(System.Text.Json.JsonElement.DeepEquals(text.Changes, untyped.Changes), $"{text.Changes} became {untyped.Changes}");
        }
        else
        {
            Assert.Equal(expected, actual);
        }

        Assert.Equal((expected.Subject, expected.Owner?.Id), (new AuditSubject(entry.Subject, entry.SubjectId), entry.OwnerId));
    }

    // As the database writes JSON.
    private async Task<List<string>> NormalAsync(List<OldEntry> entries)
    {
        var texts = new List<string>();
        foreach (var e in entries)
        {
            var changes = await _database.ListAsync($"select '{e.Changes.Replace("'", "''", StringComparison.Ordinal)}'::jsonb::text");
            texts.Add($"{e.Subject} {e.SubjectId} {e.Action} {changes.Single()}");
        }

        return texts;
    }

    private async Task<Guid> BillAsync()
    {
        var id = Guid.NewGuid();
        await _database.ExecuteAsync($"""
            insert into customers (id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
            values ('{CustomerId}', 'Ann', 'a@b.example', '1', 'ann', 'ann', 'Sent', now(), now(), 'x', gen_random_uuid(), 1);
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by) values ('{id}', '{CustomerId}', 1, '', '', now(), 'x');
            """);
        return id;
    }

    private static OldEntry Registered(string name, string email, string phone) => OldEntry.Of(
        new CustomerRegistered(CustomerId, name, email, phone), "Registered", ("name", null, name), ("e-mail", null, email), ("phone", null, phone));

    private static OldEntry Added(Guid id, decimal amount, string description) => OldEntry.Of(
        new BillAdded(id, CustomerId, amount, description), "Added",
        ("customer", null, CustomerId), ("amount", null, amount.ToString("#,##0.00", CultureInfo.InvariantCulture)),
        ("description", null, description.Length > 0 ? description : null));

    private static IEnumerable<OldEntry> All(Guid bill) => [.. Written(bill), .. OddAmounts(bill), .. Unreadable()];

    /// <summary>All that the version before could write.</summary>
    private static IEnumerable<OldEntry> Written(Guid bill) =>
    [
        .. Texts.SelectMany(text => OfText(text, bill)),
        .. new[] { 0.01m, 0.10m, 9.99m, 999.99m, 1000m, 1234.50m, 1_000_000m, 99_999_999.99m }.SelectMany(amount => OfAmount(amount, bill)),
        .. OfSelections(),
        .. OfAccounts("anna+b"),
        OldEntry.Of(new MailRequeued(CustomerId), "Resent"),
    ];

    /// <summary>Amounts of currencies that have other places than two, or written by hand.</summary>
    private static IEnumerable<OldEntry> OddAmounts(Guid bill) =>
        from amount in new[] { ("1,000", 1000m), ("1,234.500", 1234.500m), ("0.125", 0.125m), ("123456", 123456m), ("123456789012", 123456789012m) }
        select OldEntry.Of(new BillAdded(bill, CustomerId, amount.Item2, ""), "Added", ("customer", null, CustomerId), ("amount", null, amount.Item1));

    private static IEnumerable<OldEntry> OfText(string text, Guid bill) =>
    [
        Registered(text, $"{text}@x", text + "1"),
        OldEntry.Of(new CustomerChanged(CustomerId, Name: new Change(text, text + "2")), "Edited", ("name", text, text + "2"), ("e-mail", "e", "e"), ("phone", "1", "1")),
        OldEntry.Of(
            new CustomerChanged(CustomerId, new Change("a", text + "b"), new Change(text + "c", "d"), new Change("e", text + "f")), "Edited",
            ("name", "a", text + "b"), ("e-mail", text + "c", "d"), ("phone", "e", text + "f")),
        OldEntry.Of(new CustomerDeleted(CustomerId, text, text, text), "Deleted", ("name", text, null), ("e-mail", text, null), ("phone", text, null)),
        Added(bill, 12.30m, text),
        OldEntry.Of(new BillVoided(bill, CustomerId, 5m, text), "Voided", ("reason", null, text), ("amount", "5.00", null)),
        OldEntry.Of(new AccountEmailChanged("anna", new Change(text + "1", text + "2")), "Edited", ("e-mail", text + "1", text + "2")),
        OldEntry.Of(
            new ExportMade("bills_export.csv", 1, new ChosenCustomers(Search: text + "s")), "Exported", ("customers", null, "1"), ("search", null, text + "s")),
    ];

    private static IEnumerable<OldEntry> OfAmount(decimal amount, Guid bill)
    {
        var text = amount.ToString("#,##0.00", CultureInfo.InvariantCulture);
        return [Added(bill, amount, ""), OldEntry.Of(new BillVoided(bill, CustomerId, amount, "r"), "Voided", ("reason", null, "r"), ("amount", text, null))];
    }

    private static IEnumerable<OldEntry> OfSelections()
    {
        var batch = Guid.NewGuid();
        (ChosenCustomers Chosen, (string, string?, string?)[] Text)[] selections =
        [
            (new(), []),
            (new(Ticked: 0), [("selected", null, "0")]),
            (new(Ticked: 123456), [("selected", null, "123456")]),
            (new(Search: "anna 'x'", Mail: OutboxState.Cancelled, Created: "today"), [("search", null, "anna 'x'"), ("mail", null, "Cancelled"), ("created", null, "today")]),
            (new(Mail: OutboxState.Queued, Created: "7days"), [("mail", null, "Queued"), ("created", null, "7days")]),
            (new(Created: "month"), [("created", null, "month")]),
            (new(Created: "range", From: new(2026, 1, 2), To: new(2026, 12, 31)), [("created", null, "2026-01-02..2026-12-31")]),
            (new(Created: "range", From: new(2026, 1, 2)), [("created", null, "2026-01-02..")]),
            (new(Created: "range", To: new(2024, 2, 29)), [("created", null, "..2024-02-29")]),
        ];
        foreach (var (chosen, text) in selections)
        {
            yield return OldEntry.Of(new ExportMade("customers_export.xlsx", 1000000, chosen), "Exported", [("customers", null, "1000000"), .. text]);
            yield return OldEntry.Of(new MailBatchQueued(batch, 6, chosen, false), "Resent", [("customers", null, "6"), .. text]);
            yield return OldEntry.Of(
                new MailBatchQueued(batch, 6, chosen, true), "Resent", [("customers", null, "6"), .. text, ("who have it already", null, "yes")]);
        }

        yield return OldEntry.Of(new MailBatchCancelled(batch, 2500), "Cancelled", ("customers", "2500", null));
    }

    private static IEnumerable<OldEntry> OfAccounts(string user) =>
    [
        OldEntry.Of(new AccountCreated(user, Roles.Viewer, "a@b.example"), "Created", ("e-mail", null, "a@b.example"), ("role", null, Roles.Viewer)),
        OldEntry.Of(new AccountCreated(user, Roles.Administrator), "Created", ("role", null, Roles.Administrator)),
        OldEntry.Of(new AccountRoleChanged(user, new Change(Roles.Viewer, Roles.Staff)), "RoleChanged", ("role", Roles.Viewer, Roles.Staff)),
        OldEntry.Of(new AccountDeactivated(user), "Deactivated"),
        OldEntry.Of(new AccountReactivated(user), "Reactivated"),
        OldEntry.Of(new AccountLocked(user), "LockedOut"),
        OldEntry.Of(new AccountUnlocked(user), "Unlocked"),
        OldEntry.Of(new PasswordChanged(user), "PasswordChanged"),
        OldEntry.Of(new PasswordWasReset(user), "PasswordReset"),
        OldEntry.Of(new PasswordLinkRequested(user), "PasswordResetRequested"),
        OldEntry.Of(new TwoFactorEnabled(user), "TwoFactorEnabled"),
        OldEntry.Of(new TwoFactorDisabled(user), "TwoFactorDisabled"),
        OldEntry.Of(new RecoveryCodesRenewed(user), "RecoveryCodesRenewed"),
        OldEntry.Of(new SignedIn(user), "SignedIn"),
        OldEntry.Of(new SignInFailed(user), "SignInFailed"),
        OldEntry.Of(new StaffMailRequeued(user), "Resent"),
    ];

    /// <summary>What it did not write, but somebody may have written into its table, or an older migration left there.</summary>
    private static IEnumerable<OldEntry> Unreadable() =>
    [
        .. new[] { "{}", "[]", "7", "null", "\"text\"", "{\"name\": 7}", "{\"name\": {\"before\": null, \"after\": null}}" }
            .Select(json => OldEntry.Untyped("Customer", CustomerId, "Registered", json)),
        OldEntry.Untyped("Customer", CustomerId, "Edited", OldEntry.Json(("name", null, "only after"))),
        OldEntry.Untyped("Customer", CustomerId, "Edited", OldEntry.Json(("name", "a", "b"), ("company", "c", "d"))),
        OldEntry.Untyped("Customer", CustomerId, "Resent", OldEntry.Json(("batch", null, "1"))),
        OldEntry.Untyped("Customer", CustomerId, "Danced", "{}"),
        OldEntry.Untyped("Bill", "not a bill", "Added", OldEntry.Json(("customer", null, CustomerId), ("amount", null, "1.00"))),
        OldEntry.Untyped("Bill", Guid.NewGuid().ToString(), "Voided", OldEntry.Json(("reason", null, "of no bill"), ("amount", "1.00", null))),
        .. new[] { "", "free", "-1.00", "1,23", "1.234,50", "1e9", "NaN", "12345678901234567890", "٣", "1.00\n", "1,234.50000" }.Select(amount =>
            OldEntry.Untyped("Bill", Guid.NewGuid().ToString(), "Added", OldEntry.Json(("customer", null, CustomerId), ("amount", null, amount)))),
        OldEntry.Untyped("Bill", Guid.NewGuid().ToString(), "Added", OldEntry.Json(("customer", null, "'; drop table bills; --"), ("amount", null, "1.00"))),
        OldEntry.Untyped("Export", "a-batch", "Resent", OldEntry.Json(("customers", null, "3"))),
        OldEntry.Untyped("Export", "customers_export.xlsx", "Exported", OldEntry.Json(("customers", null, "many"))),
        OldEntry.Untyped("Export", "customers_export.xlsx", "Exported", OldEntry.Json(("customers", null, "1"), ("mail", null, "Pigeon"))),
        OldEntry.Untyped("Export", "customers_export.xlsx", "Exported", OldEntry.Json(("customers", null, "1"), ("created", null, ".."))),
        OldEntry.Untyped("Mail", "some", "Cancelled", "{}"),
        OldEntry.Untyped("User", "anna", "SignedIn", OldEntry.Json(("from", null, "elsewhere"))),
        OldEntry.Untyped("User", "anna", "Created", OldEntry.Json(("e-mail", null, "a@b.example"))),
        OldEntry.Untyped("User", "anna", "Edited", "{}"),
    ];
}
