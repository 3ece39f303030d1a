using ExhibitionCrm.Web.StaticFiles;

namespace ExhibitionCrm.Tests.StaticFiles;

/// <summary>The verb collectstatic, on the files that this build made.</summary>
public sealed class CollectStaticTests(CrmSite site) : IClassFixture<CrmSite>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crm-static-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Collect_IntoAnEmptyFolder_HasWhatPagesAskForAsTheSiteAnswersIt()
    {
        var (exitCode, output) = await CollectAsync(_folder);
        Assert.True(exitCode == 0, output);

        using var anonymous = site.Anonymous();
        var page = await anonymous.GetPageAsync("/account/sign-in");
        var links = page.Document.QuerySelectorAll("link[href^='/'], script[src^='/']").Select(e => (e.GetAttribute("href") ?? e.GetAttribute("src"))!).ToList();
        Assert.Contains(links, link => link.Contains("tabler", StringComparison.Ordinal));
        foreach (var link in links)
        {
            var expected = await anonymous.Http.GetByteArrayAsync(new Uri(link, UriKind.Relative));
            var path = Path.Combine(_folder, link.TrimStart('/'));
            Assert.Equal(expected, await File.ReadAllBytesAsync(path));
            Assert.Equal(expected, await UnzipAsync($"{path}.gz"));
        }
    }

    [Fact]
    public async Task Collect_Anywhere_WritesOnlyNamesThatChangeWithTheContent()
    {
        await CollectAsync(_folder);
        Assert.All(Names(), name => Assert.Matches(@"\.[a-z0-9]{10}\.[a-z]+(\.gz)?$", name));
    }

    [Fact]
    public async Task Collect_Again_KeepsEarlierFilesAndRepairsBrokenOnes()
    {
        await CollectAsync(_folder);
        var names = Names();
        var earlier = Path.Combine(_folder, "site.0000000000.css");
        await File.WriteAllTextAsync(earlier, "earlier");
        var broken = names.First(name => name.EndsWith(".css", StringComparison.Ordinal));
        var whole = await File.ReadAllBytesAsync(broken);
        await File.WriteAllBytesAsync(broken, whole[..10]);

        var (_, output) = await CollectAsync(_folder);
        Assert.Contains($"1 of {names.Count} new", output, StringComparison.Ordinal);
        Assert.Equal(whole, await File.ReadAllBytesAsync(broken));
        Assert.Equal([.. names.Append(earlier).Order()], Names());
    }

    [Fact]
    public async Task Collect_IntoAFolderThatCannotBe_FailsInWords()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");
        var (exitCode, output) = await CollectAsync(Path.Combine(file, "below"));
        Assert.Equal(1, exitCode);
        Assert.Contains("Couldn't collect static files in", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output)> CollectAsync(string folder) =>
        CrmProcess.RunAsync(new Dictionary<string, string?>(TestOptions.Complete) { [CollectStaticCommand.FolderSetting] = folder }, "collectstatic");

    private List<string> Names() => [.. Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Order()];

    private static async Task<byte[]> UnzipAsync(string path)
    {
        await using var zip = new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        await zip.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
