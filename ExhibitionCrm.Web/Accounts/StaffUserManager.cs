using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>Whatever hashes or verifies a password waits here for its turn, see <see cref="PasswordHashing"/>.</summary>
public sealed class StaffUserManager(
    IUserStore<StaffUser> store,
    IOptions<IdentityOptions> options,
    IPasswordHasher<StaffUser> hasher,
    IEnumerable<IUserValidator<StaffUser>> userRules,
    IEnumerable<IPasswordValidator<StaffUser>> passwordRules,
    ILookupNormalizer normalizer,
    IdentityErrorDescriber errors,
    IServiceProvider services,
    ILogger<UserManager<StaffUser>> logger,
    PasswordHashing hashing)
    : UserManager<StaffUser>(store, options, hasher, userRules, passwordRules, normalizer, errors, services, logger)
{
    private bool _hasItsTurn;

    /// <summary>No: Identity would count failures by account alone, and lock the owner out. See <see cref="SignInAttempts"/>.</summary>
    public override bool SupportsUserLockout => false;

    /// <summary>The key of the account with this user name, else of the one with this address; null without one.</summary>
    public async Task<Guid?> FindIdAsync(string nameOrEmail)
    {
        var (userName, email) = (NormalizeName(nameOrEmail), NormalizeEmail(nameOrEmail));
        return await Users.Where(u => u.NormalizedUserName == userName || u.NormalizedEmail == email)
            .OrderByDescending(u => u.NormalizedUserName == userName)
            .Select(u => (Guid?)u.Id).FirstOrDefaultAsync();
    }

    /// <summary>
    /// Does several such things in one turn. Asked for before a transaction: who waits must not hold a connection that pages need.
    /// </summary>
    /// <exception cref="BusyException">Too many wait already.</exception>
    public async Task<T> InTurnAsync<T>(Func<Task<T>> work)
    {
        if (_hasItsTurn)
        {
            return await work();
        }

        using var turn = await hashing.EnterAsync();
        _hasItsTurn = true;
        try
        {
            return await work();
        }
        finally
        {
            _hasItsTurn = false;
        }
    }

    public override Task<IdentityResult> CreateAsync(StaffUser user, string password) => InTurnAsync(() => base.CreateAsync(user, password));

    public override Task<IdentityResult> AddPasswordAsync(StaffUser user, string password) => InTurnAsync(() => base.AddPasswordAsync(user, password));

    public override Task<IdentityResult> ChangePasswordAsync(StaffUser user, string currentPassword, string newPassword) =>
        InTurnAsync(() => base.ChangePasswordAsync(user, currentPassword, newPassword));

    public override Task<IdentityResult> ResetPasswordAsync(StaffUser user, string token, string newPassword) =>
        InTurnAsync(() => base.ResetPasswordAsync(user, token, newPassword));

    /// <summary>Takes the same time for an account without a password, where none is right.</summary>
    public override Task<bool> CheckPasswordAsync(StaffUser user, string password) => InTurnAsync(async () =>
    {
        var result = PasswordHasher.VerifyHashedPassword(user, user.PasswordHash ?? "", password);
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
        {
            // Identity's own way of doing this would end the person's other sessions.
            user.PasswordHash = PasswordHasher.HashPassword(user, password);
            await Store.UpdateAsync(user, CancellationToken);
        }

        return result != PasswordVerificationResult.Failed;
    });
}
