using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Activity;

/// <summary>What holds of every kind of event, also of the next one.</summary>
public sealed class EventKindsTests(CrmSite site) : IClassFixture<CrmSite>
{
    // A name that is in some database is never changed; a new kind is added here.
    private static readonly string[] Stored =
    [
        "account.created", "account.current_password_refused", "account.deactivated", "account.email_changed", "account.exhibition_role_changed", "account.locked", "account.password_changed",
        "account.password_link_requested", "account.password_reset", "account.reactivated", "account.recovery_codes_renewed",
        "account.role_changed", "account.sessions_ended", "account.sign_in_failed", "account.sign_in_refused", "account.signed_in", "account.two_factor_disabled", "account.two_factor_enabled",
        "account.unlocked", "badge.printed", "bill.added", "bill.voided", "customer.changed", "customer.deleted", "customer.marked_distinct", "customer.merge_undone", "customer.merged", "customer.registered", "customer.unmarked_distinct", "exhibition.archived", "exhibition.changed", "exhibition.created", "exhibition.deleted", "exhibition.logo_changed", "exhibition.logo_removed", "exhibition.reopened", "export.made",
        "mail.requeued", "mail_batch.cancelled", "mail_batch.queued", "staff_mail.requeued", "untyped",
    ];

    [Fact]
    public void Kinds_HaveTheNamesUnderWhichTheyAreStored()
    {
        var events = typeof(AuditEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(AuditEvent)) && !t.IsAbstract && t != typeof(UnknownEvent)).ToList();
        var names = events.Select(type => type.GetCustomAttribute<EventKindAttribute>()?.Name ?? $"{type.Name} has none").Order(StringComparer.Ordinal);
        Assert.Equal(Stored.Order(StringComparer.Ordinal), names);
        Assert.All(Stored, name => Assert.InRange(name.Length, 1, EventKindAttribute.MaxLength));
        Assert.All(events, type => Assert.True(type.IsSealed, type.Name));
    }

    [Fact]
    public void Events_OfTheseTests_AreOfEveryKind() =>
        Assert.Equal(
            EventKinds.All.Where(t => t != typeof(UntypedEvent)).Select(t => t.Name).Order(), new Events(1).OfEachKind().Select(e => e.GetType().Name).Order());

    [Theory]
    [InlineData("", 1)]
    [InlineData("de-DE", 2)]
    [InlineData("ar-SA", 3)]
    [InlineData("th-TH", 4)]
    [InlineData("fa-IR", 5)]
    public async Task Event_OfEveryKind_ComesBackFromTheDatabaseAsItWas(string culture, int seed)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        List<AuditEvent> happened = [.. Enumerable.Range(0, 20).SelectMany(i => new Events((seed * 100) + i).OfEachKind())];
        var actor = new Actor($"round{seed}");
        await using (var db = site.Database.Open())
        {
            db.AddRange(happened.Select(e => AuditEntry.Of(actor, e, DateTimeOffset.UtcNow)));
            await db.SaveChangesAsync();
        }

        var entries = await site.ReadAsync(db => db.AuditEntries.AsNoTracking().Where(e => e.Actor == actor.Name).OrderBy(e => e.Id).ToListAsync());
        Assert.Equal(happened, entries.Select(e => e.Event));
        Assert.Equal(happened.Select(e => e.Subject), entries.Select(e => new AuditSubject(e.Subject, e.SubjectId)));
        Assert.Equal(happened.Select(e => e.Owner?.Id), entries.Select(e => e.OwnerId));
    }

    [Fact]
    public void Event_OfEveryKind_IsSaidInOneSentenceByOneFeature() => Assert.All(Enumerable.Range(1, 20), seed =>
        Assert.All(Said(seed), said =>
        {
            Assert.Matches("^(<strong>eva</strong>|An attempt) [a-z]+ .*[^. ]$|^<strong>eva</strong> signed in$", said.Html.ReplaceLineEndings(" "));
            Assert.DoesNotContain("<script", said.Html, StringComparison.Ordinal);
        }));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    public void Event_OfEveryKind_IsSaidAlikeWhateverTheCultureOfTheMachine(string culture) => Assert.All(Enumerable.Range(1, 20), seed =>
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var expected = Said(seed);
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        Assert.Equal(expected, Said(seed));
    });

    private List<(string Html, string Changes)> Said(int seed)
    {
        var wordings = site.Services.GetServices<EventWording>().ToList();
        var mentions = new Mentions("eva", new Dictionary<AuditSubject, string>(), new Links(TestDatabase.First));
        return [.. new Events(seed).OfEachKind().Select(happened =>
        {
            var words = Assert.Single(wordings.Select(w => w.Of(happened, mentions)), w => w is not null)!;
            using var html = new StringWriter(CultureInfo.InvariantCulture);
            words.ToHtml(withLinks: true).WriteTo(html, HtmlEncoder.Default);
            return (html.ToString(), string.Join('|', words.Changes));
        })];
    }
}
