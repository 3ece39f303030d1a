using System.Text;
using Microsoft.Playwright;
using QRCoder;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>A browser whose camera sees QR codes, one after the other and then again.</summary>
internal sealed class FakeCamera : IAsyncDisposable
{
    private const int Width = 640;
    private const int Height = 480;
    private const int PicturesEach = 12;

    private readonly string _video;

    private FakeCamera(string video, IBrowser browser) => (_video, Browser) = (video, browser);

    public IBrowser Browser { get; }

    public static async Task<FakeCamera> SeeingAsync(params string[] texts)
    {
        var video = Path.Combine(Path.GetTempPath(), $"camera-{Guid.NewGuid():N}.y4m");
        await WriteAsync(video, texts);
        var browser = await BrowserSite.LaunchAsync("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", $"--use-file-for-fake-video-capture={video}");
        return new FakeCamera(video, browser);
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.CloseAsync();
        File.Delete(_video);
    }

    // YUV4MPEG2 is the pictures as they are, six a second: brightness, then colours, which are none.
    private static async Task WriteAsync(string path, IEnumerable<string> texts)
    {
        var grey = new byte[Width * Height / 2];
        Array.Fill(grey, (byte)128);
        await using var file = File.Create(path);
        await file.WriteAsync(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F6:1 Ip A1:1 C420\n"));
        foreach (var picture in texts.Select(Picture).SelectMany(p => Enumerable.Repeat(p, PicturesEach)))
        {
            await file.WriteAsync("FRAME\n"u8.ToArray());
            await file.WriteAsync(picture);
            await file.WriteAsync(grey);
        }
    }

    /// <summary>A code in the middle, as badges have it.</summary>
    private static byte[] Picture(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var modules = code.ModuleMatrix;
        var size = Height / (modules.Count + 8);
        var (left, top) = ((Width - (modules.Count * size)) / 2, (Height - (modules.Count * size)) / 2);
        var picture = new byte[Width * Height];
        Array.Fill(picture, (byte)170);
        for (var i = 0; i < modules.Count * size * modules.Count * size; i++)
        {
            var (x, y) = (i % (modules.Count * size), i / (modules.Count * size));
            picture[((top + y) * Width) + left + x] = modules[y / size][x / size] ? (byte)40 : (byte)220;
        }

        return picture;
    }
}
