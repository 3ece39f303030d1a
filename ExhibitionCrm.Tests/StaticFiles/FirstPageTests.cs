using System.IO.Compression;
using ExhibitionCrm.Web.Security;
using Xunit.Abstractions;

namespace ExhibitionCrm.Tests.StaticFiles;

/// <summary>What a browser loads that has nothing yet: halls have bad networks.</summary>
public sealed class FirstPageTests(CrmSite site, ITestOutputHelper output) : IClassFixture<CrmSite>
{
    // In bytes, on the wire without headers.
    private const int MostAsBrotli = 80_000;
    private const int MostAsGzip = 107_000;

    [Theory]
    [InlineData("/account/sign-in", null)]
    [InlineData("/", Roles.Administrator)]
    public async Task FirstPage_WithEverythingThatItLoads_IsSmall(string place, string? role)
    {
        using var client = role is null ? site.Anonymous() : await site.SignInAsync(role);
        var page = await client.GetPageAsync(place);
        var files = page.Document.QuerySelectorAll("link[rel=stylesheet], link[rel=icon], script, img, use")
            .Select(e => (e.GetAttribute("href") ?? e.GetAttribute("src"))!.Split('#')[0])
            .Distinct().ToList();
        Assert.Contains(files, file => file.Contains("tabler", StringComparison.Ordinal));
        Assert.Contains(files, file => file.Contains("icons", StringComparison.Ordinal));

        var (brotli, gzip) = (0L, 0L);
        foreach (var file in files.Prepend(place))
        {
            var bytes = await client.Http.GetByteArrayAsync(new Uri(file, UriKind.Relative));
            // As the build compresses what is published.
            var asBrotli = Compressed(bytes, to => new BrotliStream(to, CompressionLevel.SmallestSize));
            var asGzip = Compressed(bytes, to => new GZipStream(to, CompressionLevel.SmallestSize));
            output.WriteLine($"{asBrotli,7} {asGzip,7} {file}");
            (brotli, gzip) = (brotli + asBrotli, gzip + asGzip);
        }

        output.WriteLine($"{brotli,7} {gzip,7} bytes as brotli and gzip");
        Assert.InRange(brotli, 0, MostAsBrotli);
        Assert.InRange(gzip, 0, MostAsGzip);
    }

    private static long Compressed(byte[] bytes, Func<Stream, Stream> compress)
    {
        using var to = new MemoryStream();
        using (var compressor = compress(to))
        {
            compressor.Write(bytes);
        }

        return to.ToArray().Length;
    }
}
