using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>
/// Slows down guessing at an account without letting strangers keep its owner out. Failures are counted by the browser
/// where the person has signed in before, else by network; all strangers together have a budget on top. What is counted
/// is the activity itself, so it holds over all processes. To be asked while the account's row is held.
/// </summary>
public sealed class SignInAttempts(CrmDbContext db, ExhibitionTime time)
{
    internal const int MostOfOneClient = 5;
    internal const int MostOfStrangers = 50;

    internal static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);
    internal static readonly TimeSpan StrangersWindow = TimeSpan.FromHours(1);

    private static readonly string[] Counted =
    [
        EventKinds.Of<SignInFailed>(), EventKinds.Of<CurrentPasswordRefused>(), EventKinds.Of<SignedIn>(),
        EventKinds.Of<AccountUnlocked>(), EventKinds.Of<PasswordChanged>(), EventKinds.Of<PasswordWasReset>(),
    ];

    /// <summary>Whether another password or code is looked at.</summary>
    public async Task<bool> AllowAsync(StaffUser user, SignInClient client)
    {
        var device = client.DeviceOf(user.Id);
        if (device is null && user.LockoutEnd > time.UtcNow)
        {
            return false;
        }

        var network = SignInLimit.Network(client.Address);
        var past = await PastAsync(user, Pause);
        return CountFailures(past, (entry, of) => of == device && (of is not null || SignInLimit.Network(entry.Address) == network)) < MostOfOneClient;
    }

    /// <summary>Saves a failure, and locks the account for strangers once they have used up their budget.</summary>
    public async Task RecordFailureAsync(StaffUser user, SignInClient client, Actor actor, AccountEvent failure)
    {
        Add(actor, failure);
        if (client.DeviceOf(user.Id) is null && !(user.LockoutEnd > time.UtcNow)
            && CountFailures(await PastAsync(user, StrangersWindow), (_, of) => of is null) + 1 >= MostOfStrangers)
        {
            user.LockoutEnd = time.UtcNow + Pause;
            Add(Actor.System, new AccountLocked(user.UserName!));
        }

        await db.SaveChangesAsync();
    }

    /// <summary>Since somebody who may do so said that the ones before don't matter, or did what proves it.</summary>
    private static int CountFailures(IEnumerable<AuditEntry> past, Func<AuditEntry, Guid?, bool> isMeant)
    {
        var count = 0;
        foreach (var entry in past)
        {
            count = entry.Event switch
            {
                SignInFailed e when isMeant(entry, e.Device) => count + 1,
                CurrentPasswordRefused e when isMeant(entry, e.Device) => count + 1,
                SignedIn e when isMeant(entry, e.Device) => 0,
                AccountUnlocked or PasswordChanged or PasswordWasReset => 0,
                _ => count,
            };
        }

        return count;
    }

    private Task<List<AuditEntry>> PastAsync(StaffUser user, TimeSpan window)
    {
        var since = time.UtcNow - window;
        return db.AuditEntries.AsNoTracking()
            .Where(e => Counted.Contains(e.Kind) && e.At > since && e.Subject == AccountEvent.SubjectType && e.SubjectId == user.UserName)
            .OrderBy(e => e.Id).ToListAsync();
    }

    private void Add(Actor actor, AccountEvent happened) => db.Add(AuditEntry.Of(actor, happened, time.UtcNow));
}
