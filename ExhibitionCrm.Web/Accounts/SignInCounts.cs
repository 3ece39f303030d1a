using System.Security.Cryptography;
using System.Text;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>
/// How many sign-in forms a minute all processes together look at: of a browser in which people have signed in before, or of
/// one network for one name. What a process alone finds to be too many, it does not ask the database about.
/// </summary>
public sealed class SignInCounts(CrmDbContext db, SignInLimiter limiter, SignInLimitOptions options, CrmOptions secrets)
{
    /// <summary>More than a form adds, so that those of the past become fewer with each.</summary>
    private const int RemovedAtOnce = 10;

    /// <summary>Counts one form; null when it may be looked at.</summary>
    /// <param name="name">As it was typed: a name that no account has counts alike, so that nobody learns which there are.</param>
    public async Task<TimeSpan?> TimeToWaitAsync(SignInClient client, string name)
    {
        if (limiter.TimeToWait(client, name) is { } wait)
        {
            return wait;
        }

        var (key, window) = (Hash(SignInLimiter.Key(client, name)), SignInLimit.Window);

        // Who removes waits for nobody, so two never wait for each other.
        var counted = (await db.Database.SqlQuery<Count>($"""
            insert into sign_in_counts as c (key, since, forms) values ({key}, now(), 1)
            on conflict (key) do update set
                since = case when c.since > now() - {window} then c.since else now() end,
                forms = case when c.since > now() - {window} then c.forms + 1 else 1 end
            returning forms, since + {window} - now() as wait;
            with past as (
                select key from sign_in_counts where since <= now() - {window} order by since limit {RemovedAtOnce} for update skip locked)
            delete from sign_in_counts c using past where c.key = past.key
            """).ToListAsync()).Single();
        return counted.Forms > options.PerMinute ? counted.Wait : null;
    }

    // The name may be a password that was typed into the wrong field.
    private byte[] Hash(string key) => HMACSHA256.HashData(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secrets.SecretKey), 32, info: "exhibition-crm sign-in counts"u8.ToArray()),
        Encoding.UTF8.GetBytes(key));

    /// <param name="Wait">Until the minute is over.</param>
    internal sealed record Count(int Forms, TimeSpan Wait);
}
