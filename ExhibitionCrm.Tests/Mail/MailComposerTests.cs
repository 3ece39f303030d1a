using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Outbox;

namespace ExhibitionCrm.Tests.Mail;

public sealed class MailComposerTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Fact]
    public async Task Compose_OfMails_LeavesNothingBehind()
    {
        var mails = await ComposeAsync(20);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        // The last may still stand on a stack.
        Assert.InRange(mails.Count(mail => mail.IsAlive), 0, 2);
    }

    private async Task<List<WeakReference>> ComposeAsync(int count)
    {
        var mails = new List<WeakReference>();
        for (var i = 0; i < count; i++)
        {
            var message = new ClaimedMessage(Guid.NewGuid(), nameof(MessageKind.Welcome), 1, "K7M2P9XP", null, 1, null, DateTimeOffset.UtcNow, "ada@example.org", "Ada", "", 1);
            mails.Add(await site.WithServiceAsync<MailComposer, WeakReference>(async composer => new WeakReference(await composer.ComposeAsync(message))));
        }

        return mails;
    }
}
