using System.IO.Compression;
using System.Net;
using System.Xml;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Exports;

public sealed class ExportMemoryTests(CrmSite site) : IClassFixture<CrmSite>
{
    private const int Customers = 50_000;
    private const int BillsEach = 2;
    private const int DescriptionLength = 700;

    // Less than the texts of these bills take in memory (140 MB), enough for the program and one export.
    private const int HeapMegabytes = 100;

    [Fact]
    public async Task Export_OfMoreThanTheHeapHolds_Succeeds()
    {
        await site.Database.ExecuteAsync(Seed.Customers(Customers, BillsEach, DescriptionLength));
        var settings = site.AllSettings();
        settings["DOTNET_GCHeapHardLimit"] = $"{HeapMegabytes * 1024 * 1024:X}";
        await using var small = CrmProcess.Start(settings);
        await small.WaitUntilHealthyAsync();
        using var admin = await site.SignInAsync(Roles.Administrator);

        foreach (var url in new[] { "/customers/export.xlsx", "/customers/export-bills.csv" })
        {
            // Cookies count for a host, whatever the port.
            using var answer = await admin.Http.GetAsync(new Uri(small.Url, url), HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var file = await answer.Content.ReadAsByteArrayAsync();
            Assert.Equal(Customers * BillsEach, url.EndsWith("xlsx", StringComparison.Ordinal) ? BillsIn(file) : LinesOf(file) - 1);
        }
    }

    private static int BillsIn(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        using var sheet = XmlReader.Create(zip.GetEntry("xl/worksheets/sheet2.xml")!.Open());
        var rows = 0;
        while (sheet.ReadToFollowing("row"))
        {
            rows++;
        }

        return rows - 1;
    }

    private static int LinesOf(byte[] file) => file.AsSpan().Count((byte)'\n');
}
