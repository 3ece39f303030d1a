using System.Net;
using System.Net.Http.Headers;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>Uploading a logo, seeing it, and taking it away.</summary>
public sealed class LogoTests : IAsyncLifetime
{
    private const string Page = "/exhibitions/1/logo";
    private const string Image = "/logo";

    private CrmSite _site = null!;

    public async Task InitializeAsync() => _site = await CrmSite.StartAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Staff)]
    public async Task Upload_BelowAnAdministrator_IsForbidden(string role)
    {
        using var person = await _site.SignInAsync(role);
        Assert.Equal(HttpStatusCode.Forbidden, (await person.GetPageAsync(Page)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await UploadAsync(person, ImageFiles.Png(), await person.GetPageAsync("/"))).Status);
        Assert.Equal(0, await CountAsync());
    }

    [Theory]
    [InlineData("nothing", "Choose a PNG or JPEG file")]
    [InlineData("svg", "Only PNG and JPEG images can be used.")]
    [InlineData("gif", "Only PNG and JPEG images can be used.")]
    [InlineData("png signature before html", "This image can't be read")]
    [InlineData("png broken off", "This image can't be read")]
    [InlineData("png with html behind it", "This image can't be read")]
    [InlineData("png that says 30000 by 30000", "The image must be from 16 to 2000 pixels")]
    [InlineData("jpeg that says 30000 by 30000", "The image must be from 16 to 2000 pixels")]
    [InlineData("too many bytes", "The file is too large. Choose one of at most 512 KB.")]
    public async Task Upload_OfAWrongFile_IsSaidAtTheFieldAndChangesNothing(string file, string message)
    {
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        Assert.Equal(HttpStatusCode.Redirect, (await UploadAsync(administrator, ImageFiles.Png())).Status);
        var before = await _site.Database.ListAsync("select version::text from exhibition_logos");

        // Whatever it is called, and whatever the browser says of it.
        var answer = await UploadAsync(administrator, LogoImageTests.Make(file), type: "image/png");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.StartsWith(message, answer.ErrorOf("Upload"), StringComparison.Ordinal);
        Assert.Equal("Upload", answer.Focused);
        Assert.Equal(before, await _site.Database.ListAsync("select version::text from exhibition_logos"));
    }

    [Theory]
    [InlineData(850_000)]
    [InlineData(1_500_000)]
    [InlineData(9_000_000)]
    public async Task Upload_OfFarTooMuch_IsSaidAtTheField(int bytes)
    {
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var answer = await UploadAsync(administrator, new byte[bytes]);
        answer = answer.Location is null ? answer : await administrator.FollowAsync(answer);
        Assert.StartsWith("The file is too large.", answer.ErrorOf("Upload"), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Upload_WithoutAFile_AsksForOne()
    {
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var page = await administrator.GetPageAsync(Page);
        using var content = new MultipartFormDataContent { { new StringContent(Token(page)), "__RequestVerificationToken" } };
        foreach (var answer in new[] { await SendAsync(administrator, content), await administrator.SubmitAsync(page) })
        {
            Assert.StartsWith("Choose a PNG or JPEG file", answer.ErrorOf("Upload"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Upload_OfTheLargestFile_IsTaken()
    {
        var random = new byte[LogoImage.MaxBytes - 20_000];
        new Random(1).NextBytes(random);
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        Assert.Equal(HttpStatusCode.Redirect, (await UploadAsync(administrator, ImageFiles.Png(500, 300, 9, ImageFiles.Chunk("tEXt", random)))).Status);
        Assert.Equal(1, await CountAsync());
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("image/svg+xml")]
    [InlineData("text/html")]
    public async Task Upload_OfAnImage_IsServedAsWhatItIsAndShownWhereTheNameStands(string type)
    {
        using var administrator = await _site.SignInAsync(await _site.Data.UserAsync(Roles.Administrator, userName: "edith"));
        using var viewer = await _site.SignInAsync(Roles.Viewer);
        await _site.Data.ExhibitionAsync(text => text with { Name = "Expo" });
        var customer = await _site.Data.CustomerAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await viewer.GetPageAsync(Image)).Status);
        Assert.Null((await viewer.GetPageAsync("/")).Document.QuerySelector(".exhibition-logo"));

        var answer = await UploadAsync(administrator, ImageFiles.Png(64, 32, 128, ImageFiles.Chunk("tEXt", "Author\0Edith"u8.ToArray())), type: type, name: "../../x.svg");

        Assert.Equal(Page, answer.Location);
        var shown = await administrator.FollowAsync(answer);
        Assert.Contains("Logo saved.", shown.Text, StringComparison.Ordinal);
        var source = shown.Element(".exhibition-logo").GetAttribute("src")!;
        Assert.StartsWith($"{Image}?v=", source, StringComparison.Ordinal);
        Assert.Equal(source, (await viewer.GetPageAsync("/e/exhibition/")).Element(".exhibition-logo").GetAttribute("src"));
        var badge = await viewer.GetPageAsync($"/e/exhibition/customers/{customer.Id}/badge");
        Assert.Equal((source, "64", "32"), (Attribute(badge, "src"), Attribute(badge, "width"), Attribute(badge, "height")));
        Assert.Equal("Expo", badge.TextOf(".badge-label .fair .exhibition"));

        using var image = await viewer.Http.GetAsync(new Uri(source, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, image.StatusCode);
        Assert.True(LogoImage.TryCreate(ImageFiles.Png(64, 32), out var expected, out _));
        Assert.Equal(expected.Content, await image.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/png", image.Content.Headers.ContentType!.ToString());
        Assert.Equal("inline", image.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal("nosniff", Assert.Single(image.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("default-src 'none'; sandbox; frame-ancestors 'none'", Assert.Single(image.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal((true, false), (image.Headers.CacheControl!.Private, image.Headers.CacheControl.NoCache));

        using var known = new HttpRequestMessage(HttpMethod.Get, Image) { Headers = { IfNoneMatch = { image.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await viewer.Http.SendAsync(known)).StatusCode);
        using var unnamed = await viewer.Http.GetAsync(new Uri(Image, UriKind.Relative));
        Assert.True(unnamed.Headers.CacheControl!.NoCache);

        Assert.Contains("edith changed the logo of Expo", (await administrator.GetPageAsync("/activity")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_OfAnother_HasAnotherAddress_AndTheSameAgainLeavesNoEntry()
    {
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        await UploadAsync(administrator, ImageFiles.Png(shade: 1));
        await UploadAsync(administrator, ImageFiles.Png(shade: 1));
        var first = (await administrator.GetPageAsync(Page)).Element(".exhibition-logo").GetAttribute("src");
        await UploadAsync(administrator, ImageFiles.Jpeg(300, 200, 0xC2));
        var page = await administrator.GetPageAsync(Page);
        Assert.NotEqual(first, page.Element(".exhibition-logo").GetAttribute("src"));
        using var image = await administrator.Http.GetAsync(new Uri(Image, UriKind.Relative));
        Assert.Equal("image/jpeg", image.Content.Headers.ContentType!.ToString());
        Assert.Equal(1, await CountAsync());
        Assert.Equal(
            [new ExhibitionLogoChanged(1, "exhibition", 64, 32), new ExhibitionLogoChanged(1, "exhibition", 300, 200)],
            (await EntriesAsync(EventKinds.Of<ExhibitionLogoChanged>())).Select(e => e.Event));
    }

    [Fact]
    public async Task Remove_TakesItAwayOnce()
    {
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        await UploadAsync(administrator, ImageFiles.Png());
        var page = await administrator.GetPageAsync(Page);
        Assert.Contains("Logo removed.", (await administrator.FollowAsync(await RemoveAsync(administrator, page))).Text, StringComparison.Ordinal);
        Assert.Equal(Page, (await RemoveAsync(administrator, page)).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetPageAsync(Image)).Status);
        Assert.Null((await administrator.GetPageAsync("/")).Document.QuerySelector(".exhibition-logo"));
        Assert.Single(await EntriesAsync(EventKinds.Of<ExhibitionLogoRemoved>()));
    }

    [Fact]
    public async Task Logo_OfAnExhibitionWithoutARole_IsNotFound()
    {
        var other = await _site.Data.AnotherExhibitionAsync("There");
        var slug = (await _site.Database.ListAsync($"select slug::text from exhibitions where id = {other}"))[0];
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        Assert.Equal(HttpStatusCode.Redirect, (await UploadAsync(administrator, ImageFiles.Png(), page: await administrator.GetPageAsync($"/exhibitions/{other}/logo"))).Status);

        using var staff = await _site.SignInAsync(await _site.Data.UserAsync(Roles.Staff));
        await _site.Database.ExecuteAsync($"delete from exhibition_roles where exhibition_id = {other}");
        Assert.Equal(HttpStatusCode.NotFound, (await staff.GetPageAsync($"/e/{slug}/logo")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await staff.GetPageAsync(Image)).Status);
        using var image = await administrator.Http.GetAsync(new Uri($"/e/{slug}/logo", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, image.StatusCode);
        using var stranger = _site.Anonymous();
        Assert.NotEqual(HttpStatusCode.OK, (await stranger.GetPageAsync($"/e/{slug}/logo")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetPageAsync("/exhibitions/999999/logo")).Status);
    }

    [Fact]
    public async Task Upload_ToAnArchivedExhibition_IsRefusedByThePageAndTheDatabase()
    {
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        await UploadAsync(administrator, ImageFiles.Png());
        var open = await administrator.GetPageAsync(Page);
        await _site.WithServiceAsync<ExhibitionArchive, ArchiveOutcome>(archive => archive.ArchiveAsync(1, new Actor("somebody")));

        var answer = await UploadAsync(administrator, ImageFiles.Jpeg(), open);
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Contains("This exhibition is archived", answer.TextOf("main [role=alert]"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await RemoveAsync(administrator, open)).Status);
        var shown = await administrator.GetPageAsync(Page);
        Assert.NotNull(shown.Document.QuerySelector(".exhibition-logo"));
        Assert.Null(shown.Document.QuerySelector("main button"));
        Assert.Equal(["image/png"], await _site.Database.ListAsync("select content_type::text from exhibition_logos"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => _site.Database.ExecuteAsync("delete from exhibition_logos"));
    }

    [Fact]
    public async Task Copy_OfAnExhibition_HasItsLogoSenderAndLabel_AndDeletingOneLeavesTheOther()
    {
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        await UploadAsync(administrator, ImageFiles.Png());
        await _site.Data.ExhibitionAsync(text => text with { SenderName = "Expo", SenderAddress = "info@example.org", LabelSize = "100x60" });
        var form = await administrator.GetPageAsync("/exhibitions/new?from=1");
        Assert.All(["Expo", "info@example.org", "100 × 60 mm", "logo"], value => Assert.Contains(value, form.TextOf("main section.alert"), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(form, ("Input.Name", "The copy"))).Status);

        var copy = await _site.ReadAsync(db => db.Exhibitions.AsNoTracking().SingleAsync(e => e.Name == "The copy"));
        Assert.Equal(("Expo", "info@example.org", 100, 60), (copy.SenderName, copy.SenderAddress, copy.LabelWidth, copy.LabelHeight));
        using var image = await administrator.Http.GetAsync(new Uri("/e/the-copy/logo", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, image.StatusCode);

        var deletion = await administrator.GetPageAsync($"/exhibitions/{copy.Id}/delete");
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(deletion, ("Typed", "The copy"))).Status);
        Assert.Equal(["1"], await _site.Database.ListAsync("select exhibition_id::text from exhibition_logos"));
        Assert.Equal(HttpStatusCode.OK, (await administrator.Http.GetAsync(new Uri(Image, UriKind.Relative))).StatusCode);
    }

    [Theory]
    [InlineData("content_type", "'image/svg+xml'", "ck_exhibition_logos_content_type")]
    [InlineData("content", "''", "ck_exhibition_logos_content")]
    [InlineData("width", "2001", "ck_exhibition_logos_width")]
    [InlineData("height", "15", "ck_exhibition_logos_height")]
    [InlineData("version", "'<script>'", "ck_exhibition_logos_version")]
    [InlineData("uploaded_by", "''", "ck_exhibition_logos_uploaded_by")]
    public async Task Database_RefusesWhatIsNoLogo(string column, string value, string constraint)
    {
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        await UploadAsync(administrator, ImageFiles.Png());
        var refusal = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => _site.Database.ExecuteAsync($"update exhibition_logos set {column} = {value}"));
        Assert.Equal(constraint, refusal.ConstraintName);
    }

    private static string? Attribute(CrmPage badge, string name) => badge.Element(".badge-label .logo").GetAttribute(name);

    private static string Token(CrmPage page) => page.Element("[name=__RequestVerificationToken]").GetAttribute("value")!;

    private static async Task<CrmPage> UploadAsync(CrmClient client, byte[] file, CrmPage? page = null, string type = "image/png", string name = "logo.png")
    {
        page ??= await client.GetPageAsync(Page);
        using var part = new ByteArrayContent(file) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        using var content = new MultipartFormDataContent { { new StringContent(Token(page)), "__RequestVerificationToken" }, { part, "Upload", name } };
        return await SendAsync(client, content, page.Url.AbsolutePath.EndsWith("/logo", StringComparison.Ordinal) ? page.Url.AbsolutePath : Page);
    }

    private static async Task<CrmPage> SendAsync(CrmClient client, HttpContent content, string address = Page)
    {
        var answer = await client.Http.PostAsync(new Uri(address, UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        return new CrmPage(answer, new AngleSharp.Html.Parser.HtmlParser().ParseDocument(text));
    }

    private static Task<CrmPage> RemoveAsync(CrmClient client, CrmPage page)
    {
        var form = page.Form();
        form.SetAttribute("action", $"{Page}?handler=Remove");
        return client.SubmitAsync(page, form);
    }

    private Task<int> CountAsync() => _site.ReadAsync(db => db.ExhibitionLogos.CountAsync());

    private Task<List<AuditEntry>> EntriesAsync(string kind) => _site.ReadAsync(db => db.AuditEntries.AsNoTracking().Where(e => e.Kind == kind).OrderBy(e => e.Id).ToListAsync());
}
