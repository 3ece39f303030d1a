using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>From whom the mails of an exhibition are.</summary>
public sealed class SenderTests : IAsyncLifetime
{
    private const string Address = "/exhibitions/1";

    private SmtpSink _sink = null!;
    private CrmSite _site = null!;

    public async Task InitializeAsync()
    {
        _sink = SmtpSink.Start();
        _site = await CrmSite.StartAsync(_sink.Settings);
    }

    public async Task DisposeAsync()
    {
        await ((IAsyncDisposable)_site).DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Theory]
    [InlineData("Input.SenderAddress", "", "Enter the sender's email address too, or leave both empty.")]
    [InlineData("Input.SenderAddress", "nobody", "Enter an email address such as info@example.org.")]
    [InlineData("Input.SenderAddress", "müller@example.org", "Use only unaccented letters")]
    [InlineData("Input.SenderName", "a\u0001b", "Remove invisible control characters.")]
    [InlineData("Input.SenderName", "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789x", "Sender's name must be 100 characters or fewer.")]
    [InlineData("Input.LabelSize", "large", "Enter width and height in whole millimetres, such as 100 x 60.")]
    [InlineData("Input.LabelSize", "211x60", "A label can be from 20 to 210 mm wide and from 15 to 297 mm high.")]
    public async Task Edit_WithABadInput_ComesBackWithTheMessageAtTheFieldAndChangesNothing(string field, string value, string message)
    {
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var values = new Dictionary<string, string?> { ["Input.Name"] = "Typed", ["Input.SenderName"] = "Expo", ["Input.SenderAddress"] = "info@example.org", [field] = value };
        var answer = await administrator.SubmitAsync(await administrator.GetPageAsync(Address), [.. values.Select(v => (v.Key, v.Value))]);
        Assert.StartsWith(message, answer.ErrorOf(field), StringComparison.Ordinal);
        Assert.Equal(field, answer.Focused);
        Assert.Null((await ReadAsync()).SenderAddress);
    }

    [Fact]
    public async Task Edit_SenderAndLabel_IsSavedOnRecordAndUsedAtOnce()
    {
        using var administrator = await _site.SignInAsync(await _site.Data.UserAsync(Roles.Administrator, userName: "edith"));
        var form = await administrator.GetPageAsync(Address);
        Assert.Contains("\"Exhibition\" <crm@exhibition.example>", form.Text, StringComparison.Ordinal);
        Assert.Equal(("", "", "89x36"), (form.ValueOf("Input.SenderName"), form.ValueOf("Input.SenderAddress"), form.ValueOf("Input.LabelSize")));

        var answer = await administrator.SubmitAsync(
            form, ("Input.Name", "Expo"), ("Input.SenderName", "Große Messe"), ("Input.SenderAddress", "info@müller-messe.de"), ("Input.LabelSize", "100 × 60 mm"));

        Assert.Equal(Address, answer.Location);
        var saved = await administrator.FollowAsync(answer);
        Assert.Equal(("Große Messe", "info@müller-messe.de", "100x60"), (saved.ValueOf("Input.SenderName"), saved.ValueOf("Input.SenderAddress"), saved.ValueOf("Input.LabelSize")));
        var settings = await administrator.GetPageAsync("/settings");
        Assert.Contains("Große Messe <info@müller-messe.de>", settings.Text, StringComparison.Ordinal);
        Assert.Contains("100 × 60 mm", settings.Text, StringComparison.Ordinal);
        var entry = await _site.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.Kind == EventKinds.Of<ExhibitionChanged>()));
        Assert.Equal(
            new ExhibitionChanged(
                1, Name: new Change("", "Expo"), SenderName: new Change("", "Große Messe"), SenderAddress: new Change("", "info@müller-messe.de"), LabelSize: new Change("89x36", "100x60")),
            entry.Event);
        Assert.Contains("info@müller-messe.de", (await administrator.GetPageAsync("/activity")).Text, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(saved, ("Input.SenderName", ""), ("Input.SenderAddress", ""))).Status);
        Assert.Equal((null, null), ((await ReadAsync()).SenderName, (await ReadAsync()).SenderAddress));
    }

    [Fact]
    public async Task Mails_OfTwoExhibitions_AreEachFromItsOwnSender_AndThoseToStaffFromTheInstallations()
    {
        await _site.Data.ExhibitionAsync(text => text with { SenderName = "Here", SenderAddress = "here@example.org" });
        var there = await _site.Data.AnotherExhibitionAsync("There");
        await _site.Database.ExecuteAsync($"update exhibitions set sender_name = 'Große Messe, \"Halle 7\" =?utf-8?q?x?=', sender_address = 'info@müller-messe.de' where id = {there}");
        _site.Services.GetRequiredService<ExhibitionCache>().Expire();

        var first = await _site.RegisterAsync("ann@example.org");
        var second = await _site.Data.CustomerElsewhereAsync(there, email: "bea@example.org");
        _site.Wake();
        await _sink.WaitForMailsAsync(2);

        var here = _sink.Mails.Single(mail => mail.Recipient == "ann@example.org");
        Assert.Equal("\"Here\" <here@example.org>", here.Message.From.ToString());
        Assert.Equal($"{(await _site.MailOfAsync(first)).Id}@exhibition.example", here.Message.MessageId);
        Assert.Equal("crm@exhibition.example", here.Sender);
        var elsewhere = _sink.Mails.Single(mail => mail.Recipient == "bea@example.org");
        var from = Assert.Single(elsewhere.Message.From.Mailboxes);
        Assert.Equal(("Große Messe, \"Halle 7\" = ?utf-8?q?x?=", "info@müller-messe.de"), (from.Name, from.Address));
        Assert.Contains("<info@xn--mller-messe-thb.de>", elsewhere.Source, StringComparison.Ordinal);
        Assert.True(System.Text.Ascii.IsValid(elsewhere.Source));
        Assert.Contains(second.Id, elsewhere.Message.Subject, StringComparison.Ordinal);

        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var settings = await administrator.GetPageAsync("/settings");
        await administrator.SubmitAsync(settings, settings.Form("main form[action$='/mail/test']"));
        var test = (await _sink.WaitForMailsAsync(3))[^1];
        Assert.Equal("\"Exhibition\" <crm@exhibition.example>", test.Message.From.ToString());
    }

    [Theory]
    [InlineData("Hall 7 <hall7@example.org>", "Hall 7|hall7@example.org")]
    [InlineData("crm@example.org", "|crm@example.org")]
    [InlineData("crm@localhost", null)]
    public async Task FirstExhibition_OfANewInstallation_BeginsWithTheSettingsSender(string setting, string? expected)
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await using var db = database.Open();
        var options = new FirstExhibitionOptions(new ExhibitionTerms("UTC", "EUR", 500, null), MailSender.Parse(setting));
        var first = new FirstExhibition(db, options, TimeProvider.System);
        await first.CreateFromSettingsAsync();
        await first.SeedSenderAsync();
        Assert.Equal([expected ?? "none"], await database.ListAsync("select coalesce(coalesce(sender_name, '') || '|' || sender_address, 'none') from exhibitions"));

        // From then on it is the administrators'.
        await database.ExecuteAsync("update exhibitions set sender_name = null, sender_address = null");
        await new FirstExhibition(db, options, TimeProvider.System).SeedSenderAsync();
        var again = new FirstExhibition(db, options, TimeProvider.System);
        await again.CreateFromSettingsAsync();
        await again.SeedSenderAsync();
        Assert.Equal(["none"], await database.ListAsync("select coalesce(sender_address, 'none') from exhibitions"));
    }

    [Theory]
    [InlineData("sender_name = 'Name alone'", "ck_exhibitions_sender_name")]
    [InlineData("sender_address = 'a@example.org', sender_name = e'a\\nBcc: b@example.org'", "ck_exhibitions_sender_name")]
    [InlineData("sender_address = 'nobody'", "ck_exhibitions_sender_address")]
    [InlineData("sender_address = e'a@example.org\\r\\n'", "ck_exhibitions_sender_address")]
    [InlineData("label_width = 19", "ck_exhibitions_label_width")]
    [InlineData("label_height = 298", "ck_exhibitions_label_height")]
    public async Task Database_RefusesWhatNoExhibitionCanHave(string change, string constraint)
    {
        var refusal = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => _site.Database.ExecuteAsync($"update exhibitions set {change}"));
        Assert.Equal(constraint, refusal.ConstraintName);
    }

    private Task<Exhibition> ReadAsync() => _site.ReadAsync(db => db.Exhibitions.AsNoTracking().SingleAsync(e => e.Id == 1));
}
