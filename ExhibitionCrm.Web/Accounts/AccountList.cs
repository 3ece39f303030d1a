using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>Finds accounts.</summary>
public sealed class AccountList(CrmDbContext db, ILookupNormalizer normalizer)
{
    /// <summary>Those who may sign in first, by name.</summary>
    public async Task<List<AccountRow>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await Rows(db, db.Users).ToListAsync(cancellationToken))
            .OrderByDescending(row => row.IsActive).ThenBy(row => row.UserName, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Null for a name that nobody has.</summary>
    public Task<AccountRow?> FindAsync(string userName, CancellationToken cancellationToken = default)
    {
        var normalized = normalizer.NormalizeName(userName);
        return Rows(db, db.Users.Where(u => u.NormalizedUserName == normalized)).SingleOrDefaultAsync(cancellationToken);
    }

    internal static IQueryable<AccountRow> Rows(CrmDbContext db, IQueryable<StaffUser> of) =>
        from user in of.AsNoTracking()
        join membership in db.UserRoles on user.Id equals membership.UserId
        join role in db.Roles on membership.RoleId equals role.Id
        select new AccountRow
        {
            UserName = user.UserName!,
            Email = user.Email!,
            Role = role.Name!,
            ExhibitionRoles = db.ExhibitionRoles.Where(r => r.UserId == user.Id).ToList(),
            IsActive = user.DeactivatedAt == null,
            HasPassword = user.PasswordHash != null,
            HasSecondFactor = user.TwoFactorEnabled,
            CreatedAt = user.CreatedAt,
            LastSignInAt = user.LastSignInAt,
            LockedUntil = user.LockoutEnd,
        };
}

/// <summary>An account as lists and pages show it. Times are in UTC.</summary>
public sealed record AccountRow
{
    public required string UserName { get; init; }

    public required string Email { get; init; }

    /// <summary><see cref="Roles.Administrator"/>, or something else for who has a role by exhibition.</summary>
    public required string Role { get; init; }

    public required IReadOnlyList<ExhibitionRole> ExhibitionRoles { get; init; }

    public bool IsAdministrator => Role == Roles.Administrator;

    public required bool IsActive { get; init; }

    /// <summary>False until an invited person has set one.</summary>
    public required bool HasPassword { get; init; }

    public required bool HasSecondFactor { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? LastSignInAt { get; init; }

    public required DateTimeOffset? LockedUntil { get; init; }

    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;
}
