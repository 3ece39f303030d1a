using ExhibitionCrm.Tests.Exhibitions;
using ExhibitionCrm.Web.Exhibitions;
using MimeKit;

namespace ExhibitionCrm.Tests.Mail;

/// <summary>The welcome mail shows the exhibition's logo from itself, as a mail server gets it.</summary>
public sealed class MailLogoTests : IAsyncLifetime
{
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
    [InlineData("png", 600, 300, "image/png", "96", "48")]
    [InlineData("jpeg", 64, 32, "image/jpeg", "64", "32")]
    [InlineData("png", 1000, 16, "image/png", "240", "4")]
    public async Task Mail_OfAnExhibitionWithALogo_ShowsIt(string kind, int width, int height, string type, string shownWidth, string shownHeight)
    {
        var image = await GiveAsync(kind == "png" ? ImageFiles.Png(width, height) : ImageFiles.Jpeg(width, height));
        await _site.Data.ExhibitionAsync(text => text with { Name = "Expo \"<2027>\"" });
        var customer = await _site.RegisterAsync("anna@example.org", "Anna");
        var mail = Assert.Single(await _sink.WaitForMailsAsync(1)).Message;
        var related = Assert.IsType<MultipartRelated>(mail.Body);
        Assert.IsType<MultipartAlternative>(related.Root);
        Assert.Equal(3, related.Count);
        var logo = Assert.IsAssignableFrom<MimePart>(related[2]);
        Assert.Equal((type, false, $"logo.{type[6..]}"), (logo.ContentType.MimeType, logo.IsAttachment, logo.FileName));
        using var content = new MemoryStream();
        await logo.Content!.DecodeToAsync(content);
        Assert.Equal(image.Content, content.ToArray());

        var html = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(mail.HtmlBody!);
        var shown = html.QuerySelector("img")!;
        Assert.Equal(
            ($"cid:{logo.ContentId}", shownWidth, shownHeight, "Expo \"<2027>\""),
            (shown.GetAttribute("src"), shown.GetAttribute("width"), shown.GetAttribute("height"), shown.GetAttribute("alt")));
        Assert.Equal(2, html.QuerySelectorAll("img").Length);
        Assert.EndsWith("@exhibition.example", logo.ContentId, StringComparison.Ordinal);
        Assert.Equal(["Welcome, Anna!", "Exhibition: Expo \"<2027>\"", ""], mail.TextBody!.ReplaceLineEndings("\n").Split('\n')[..3]);
        Assert.Equal($"qr_{customer.Id}.png", Assert.Single(mail.Attachments).ContentDisposition!.FileName);
    }

    [Fact]
    public async Task Mail_OfAnExhibitionWithALargeLogo_IsSentWithoutIt()
    {
        // Of which nothing can be made smaller.
        var rows = new byte[130 * 601];
        new Random(1).NextBytes(rows);
        for (var row = 0; row < 130; row++)
        {
            rows[row * 601] = 0;
        }

        var image = await GiveAsync([.. ImageFiles.Signature, .. ImageFiles.Header(200, 130), .. ImageFiles.Chunk("IDAT", ImageFiles.Pack(rows)), .. ImageFiles.Chunk("IEND", [])]);
        Assert.InRange(image.Content.Length, 64 * 1024, 512 * 1024);
        await _site.RegisterAsync("anna@example.org", "Anna");
        var mail = Assert.Single(await _sink.WaitForMailsAsync(1));
        Assert.Equal(2, Assert.IsType<MultipartRelated>(mail.Message.Body).Count);
        Assert.Single(new AngleSharp.Html.Parser.HtmlParser().ParseDocument(mail.Message.HtmlBody!).QuerySelectorAll("img"));
        Assert.InRange(mail.Source.Length, 1, 20_000);
    }

    private async Task<LogoImage> GiveAsync(byte[] file)
    {
        Assert.True(LogoImage.TryCreate(file, out var image, out _));
        Assert.Equal(LogoOutcome.Done, await _site.WithServiceAsync((LogoService logos) => logos.SetAsync(1, image, new("somebody"))));
        return image;
    }
}
