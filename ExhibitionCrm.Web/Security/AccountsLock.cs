namespace ExhibitionCrm.Web.Security;

/// <summary>Held by the transactions that change accounts and roles, one at a time.</summary>
internal static class AccountsLock
{
    /// <summary>For pg_advisory_xact_lock. Any number that nobody else uses, see MigrateCommand.</summary>
    public const long Key = 0x4352_4D32;
}
