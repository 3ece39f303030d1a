using System.Text.Json;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>What is a scan and what it says, for many runs of keys: told to the code that follows them, without a key pressed.</summary>
public sealed class ScanReadingTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    // As the keys and the timer of a page would.
    private const string Follow = """
        runs => JSON.parse(runs).map(({ keys, end, speed }) => {
          const run = scans.follow(() => scans.speeds[speed ?? "normal"]);
          const verdicts = [];
          for (const key of keys) {
            if (!run.goesOn(key.at)) verdicts.push(run.end(false));
            run.press(key);
          }
          verdicts.push(run.end(end));
          return verdicts.find((verdict) => verdict?.kind === "customer")?.ids ?? [];
        })
        """;

    [ToolFact(Tools.Chromium)]
    public async Task Ids_OfAUsScannerOnAnyLayout_AreRead()
    {
        var random = new Random(14);
        var sent = (
            from id in Enumerable.Range(0, 200).Select(_ => CustomerId.New())
            from layout in KeyboardLayout.All
            from capsLock in new[] { false, true }
            from hasCodes in new[] { true, false }
            select (Name: $"{id} on {layout}, {(capsLock ? "Caps Lock" : "no Caps Lock")}, {(hasCodes ? "codes" : "no codes")}", Id: id,
                Run: Run(id.Select(c => layout.Read(c, capsLock)), random.Next(2, 56), random, hasCodes: hasCodes))).ToList();
        var read = await ReadAsync([.. sent.Select(s => s.Run)]);
        Assert.Empty(sent.Where((s, i) => !read[i].Contains(s.Id)).Select(s => s.Name));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Ids_WithWhatScannersSendBeforeAndAfter_AreReadAndLongerCodesAreNot()
    {
        // Of characters that are the same on each layout: with others, one in so many wrong IDs is somebody's on another one.
        var id = CustomerId.Complete("5K7P9XC");
        (string Text, bool IsId)[] sent =
        [
            (id, true), ($"]Q1{id}", true), ($"]Q3{id}", true), ($"]d2{id}", true), ($"]q1{id.ToLowerInvariant()}", true), (id.ToLowerInvariant(), true),
            ($"\u0002{id}\u0003", true), ($"\u001d{id}", true), ($"\u0002]Q1{id}\u0004", true),
            ($"{id}0", false), ($"0{id}", false), ($"]Q{id}", false), ($"{id}{id}", false), (id[..7], false), ($"{id[..7]}U", false),
            ($"6{id[1..]}", false), ("4006381333931", false), ("https://example.org", false),
        ];
        var random = new Random(15);
        var read = await ReadAsync([.. sent.Select(s => Run(s.Text.Select(c => new SentKey($"{c}", "")), 10, random))]);
        Assert.Equal(sent.Select(s => s.IsId ? id : null), read.Select(ids => ids.FirstOrDefault()));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Ids_AtAnySpeedOfScanners_AreRead_AndOfSlowOnesWhereTheyAreExpected()
    {
        var id = CustomerId.New();
        var random = new Random(16);
        var keys = id.Select(c => KeyboardLayout.Us.Read(c, capsLock: false)).ToList();
        var read = await ReadAsync(
        [
            Run(keys, 2, random), Run(keys, 60, random), Run(keys, 60, random, hasEnd: false),
            Run(keys, 140, random), Run(keys, 140, random, speed: "slow"), Run(keys, 140, random, hasEnd: false, speed: "slow"),
        ]);
        Assert.Equal([true, true, true, false, true, false], read.Select(ids => ids.Contains(id)));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Id_ScannedWhileSomebodyTypes_IsReadWithoutWhatWasTyped()
    {
        var id = CustomerId.New();
        var typed = new[] { new TypedKey("1", 0, false), new TypedKey("2", 90, false) };
        var scanned = id.Select((c, i) => new TypedKey($"{c}", 170 + (i * 8), false));
        Assert.Equal([id], (await ReadAsync([new { keys = typed.Concat(scanned).Select(Told), end = true }]))[0]);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Typing_TwelveKeysASecond_IsNoScan()
    {
        var typist = new Typist(seed: 17);
        var texts = Enumerable.Range(0, 2_000).Select(_ => typist.Text()).ToList();
        var read = await ReadAsync([.. texts.Select(text => new { keys = typist.Type(text).Select(Told).ToList(), end = true })]);
        Assert.Empty(texts.Where((_, i) => read[i].Length > 0));
    }

    private static object Run(IEnumerable<SentKey> sent, int pace, Random random, bool hasCodes = true, bool hasEnd = true, string speed = "normal")
    {
        var at = 0d;
        return new
        {
            keys = sent.Select(key => new { key = key.Key, code = hasCodes ? key.Code : "", at = at += pace * (0.75 + (0.5 * random.NextDouble())), overlaps = false }).ToList(),
            end = hasEnd,
            speed,
        };
    }

    private static object Told(TypedKey key) => new { key = key.Key, code = "", at = key.At, overlaps = key.Overlaps };

    private async Task<string[][]> ReadAsync(object[] runs)
    {
        await using var window = await site.OpenAsync(Roles.Viewer);
        await window.Page.GotoAsync("/activity", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        return await window.Page.EvaluateAsync<string[][]>(Follow, JsonSerializer.Serialize(runs));
    }
}
