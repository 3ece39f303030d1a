using ExhibitionCrm.Web.Audit;

namespace ExhibitionCrm.Web.Staff;

/// <summary>How sentences name an account, which is never deleted.</summary>
internal sealed class AccountMentions(LinkGenerator links)
{
    public Mention Of(string userName) => new(userName, links.GetPathByPage("/Staff/Member", values: new { userName }));
}
