using System.Text;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Mail;

public sealed class StaffMailTests : IAsyncLifetime
{
    private SmtpSink _sink = null!;
    private CrmSite _site = null!;

    public async Task InitializeAsync()
    {
        _sink = SmtpSink.Start();
        _site = await CrmSite.StartAsync([.. _sink.Settings, ("APP_URL", "http://crm.example.org/")]);
    }

    public async Task DisposeAsync()
    {
        await ((IAsyncDisposable)_site).DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Fact]
    public async Task PasswordReset_BringsALinkThatWorks()
    {
        var user = await _site.Data.UserAsync();
        await QueueAsync(OutboxMessage.ToUser(MessageKind.PasswordReset, user.Id, DateTimeOffset.UtcNow));
        var mail = Assert.Single(await _sink.WaitForMailsAsync(1));

        Assert.Equal(user.Email, mail.Recipient);
        var link = new Uri(mail.Message.TextBody!.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith("http://", StringComparison.Ordinal)));
        Assert.Equal("http://crm.example.org/account/reset-password", link.GetLeftPart(UriPartial.Path));
        Assert.Contains(System.Net.WebUtility.HtmlEncode(link.AbsoluteUri), mail.Message.HtmlBody, StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(link.Query);
        Assert.Equal(user.Id.ToString(), query["user"]);
        var token = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(query["code"]!));
        var reset = await _site.WithServiceAsync<UserManager<StaffUser>, IdentityResult>(async users =>
            await users.ResetPasswordAsync((await users.FindByIdAsync(user.Id.ToString()))!, token, "another battery staple"));
        Assert.True(reset.Succeeded);
    }

    [Fact]
    public async Task PasswordReset_ForADeactivatedAccount_FailsAtOnce()
    {
        var user = await _site.Data.UserAsync();
        await _site.Database.ExecuteAsync($"update users set deactivated_at = now() where id = '{user.Id}'");
        await QueueAsync(OutboxMessage.ToUser(MessageKind.PasswordReset, user.Id, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync(
            () => _site.ReadAsync(db => db.OutboxMessages.AnyAsync(m => m.UserId == user.Id && m.State == OutboxState.Failed)), "the mail failed");
        Assert.Empty(_sink.Mails);
    }

    [Fact]
    public async Task TestMail_ByAnAdministrator_ComesToThem()
    {
        using var admin = await _site.SignInAsync(Roles.Administrator);
        var form = await admin.GetPageAsync("/mail");
        var answer = await PostAsync(admin, form, "/mail/test");
        Assert.Equal("/settings", answer.Location);
        Assert.Equal("Exhibition CRM test email", Assert.Single(await _sink.WaitForMailsAsync(1)).Message.Subject);
    }

    [Fact]
    public async Task TestMail_ByStaff_IsForbidden()
    {
        using var staff = await _site.SignInAsync(Roles.Staff);
        var answer = await PostAsync(staff, await staff.GetPageAsync("/mail"), "/mail/test");
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, answer.Status);
    }

    // Each page carries the sign-out form, and with it a token.
    private static async Task<CrmPage> PostAsync(CrmClient client, CrmPage page, string url)
    {
        var form = page.Form("form[action='/account/sign-out']");
        form.SetAttribute("action", url);
        return await client.SubmitAsync(page, form);
    }

    private async Task QueueAsync(OutboxMessage message)
    {
        await using (var db = _site.Database.Open())
        {
            db.Add(message);
            await db.SaveChangesAsync();
        }

        _site.Wake();
    }
}
