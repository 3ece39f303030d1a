using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>The transactions in which accounts change, together with their audit entries.</summary>
internal static class AccountTransaction
{
    /// <summary>
    /// Holds the account's row: guesses at one password or code are counted one after the other, however many come at
    /// once, and a recovery code is used once. Commits whatever the outcome, for failures count.
    /// </summary>
    public static Task<T> WithAccountAsync<T>(this CrmDbContext db, Guid id, Func<StaffUser, Task<T>> work) =>
        RunAsync(
            db, async () => await work(await db.Users.FromSql($"select * from users where id = {id} for update").SingleAsync()), _ => true);

    /// <summary>
    /// One at a time: names and addresses stay unique, and of two administrators who shut each other out one remains.
    /// </summary>
    public static Task<IdentityResult> AdministerAsync(this CrmDbContext db, Func<Task<IdentityResult>> work) =>
        RunAsync(
            db,
            async () =>
            {
                await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({AccountsLock.Key})");
                return await work();
            },
            result => result.Succeeded);

    private static Task<T> RunAsync<T>(CrmDbContext db, Func<Task<T>> work, Func<T, bool> isToKeep) =>
        db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            // What was loaded before the lock was held, or by a try that failed, may be out of date.
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync();
            var result = await work();
            if (isToKeep(result))
            {
                await transaction.CommitAsync();
            }
            else
            {
                db.ChangeTracker.Clear();
            }

            return result;
        });
}
