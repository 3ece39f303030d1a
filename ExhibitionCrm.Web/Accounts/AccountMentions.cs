using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Shell;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>How sentences name an account, which is never deleted.</summary>
internal static class AccountMentions
{
    public static Mention Of(string userName) => new(userName, Links.Account(userName));
}
