using System.Globalization;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>A key as a page sees it: what it means and which one it is on the keyboard.</summary>
public sealed record SentKey(string Key, string Code, bool Shift = false);

/// <summary>The layout that a computer reads the keys of a scanner with, which is set to the US one.</summary>
public sealed class KeyboardLayout
{
    private const string UsKeys = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ]";

    public static readonly KeyboardLayout Us = new("US", ")!@#$%^&*(", "0123456789", UsKeys[10..36], ("]", "}"), capsShiftsDigits: false);
    public static readonly KeyboardLayout British = new("British", ")!\"£$%^&*(", "0123456789", UsKeys[10..36], ("]", "}"), capsShiftsDigits: false);
    public static readonly KeyboardLayout German = new("German", "=!\"§$%&/()", "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXZY", ("+", "*"), capsShiftsDigits: true);
    public static readonly KeyboardLayout French = new("French", "0123456789", "à&é\"'(-è_ç", "QBCDEFGHIJKL,NOPARSTUVZXYW", ("$", "£"), capsShiftsDigits: true);

    private readonly string _name;
    private readonly string _digits;
    private readonly string _digitsShifted;
    private readonly string _letters;
    private readonly (string Plain, string Shifted) _bracket;
    private readonly bool _capsShiftsDigits;

    private KeyboardLayout(string name, string digitsShifted, string digits, string letters, (string Plain, string Shifted) bracket, bool capsShiftsDigits) =>
        (_name, _digitsShifted, _digits, _letters, _bracket, _capsShiftsDigits) = (name, digitsShifted, digits, letters, bracket, capsShiftsDigits);

    public static IReadOnlyList<KeyboardLayout> All { get; } = [Us, British, German, French];

    public override string ToString() => _name;

    public SentKey Read(char character, bool capsLock) => character switch
    {
        >= '0' and <= '9' => new($"{(capsLock && _capsShiftsDigits ? _digitsShifted : _digits)[character - '0']}", $"Digit{character}"),
        >= 'A' and <= 'Z' => new(Letter(_letters[character - 'A'], shift: !capsLock), $"Key{character}"),
        ']' => new(capsLock && _capsShiftsDigits ? _bracket.Shifted : _bracket.Plain, "BracketRight"),
        _ => throw new ArgumentOutOfRangeException(nameof(character), character, "Not on this keyboard."),
    };

    private static string Letter(char letter, bool shift) => letter == ',' ? shift ? "?" : "," : shift ? $"{letter}" : $"{char.ToLowerInvariant(letter)}";
}

/// <summary>A scanner at a window. Its keys come at the times that it gives them, however busy the machine is.</summary>
internal sealed class Scanner
{
    private readonly ICDPSession _browser;

    private Scanner(ICDPSession browser) => _browser = browser;

    public int Pace { get; set; } = 12;

    public static async Task<Scanner> AtAsync(Window window) => new(await window.Page.Context.NewCDPSessionAsync(window.Page));

    /// <param name="end">The keys that end it: Enter, Tab; none by default.</param>
    public Task ScanAsync(string text, KeyboardLayout? layout = null, bool capsLock = false, params string[] end) =>
        SendAsync([.. text.Select(c => (layout ?? KeyboardLayout.Us).Read(c, capsLock)), .. end.Select(key => new SentKey(key, key))]);

    /// <summary>All at once, so that no timer goes off between keys that belong together.</summary>
    public Task SendAsync(IReadOnlyList<SentKey> keys) => SendAsync([.. keys.Select((key, i) => (key, Pace * i))]);

    /// <param name="keys">Each with its time, in milliseconds from any beginning.</param>
    public Task SendAsync(IReadOnlyList<(SentKey Key, int At)> keys)
    {
        var start = DateTimeOffset.UtcNow.AddMilliseconds(-keys[^1].At);
        return Task.WhenAll(keys.SelectMany(key => Press(key.Key, start.AddMilliseconds(key.At))));
    }

    /// <summary>At its pace, but the page is busy from the middle on, so that the second half and all timers wait.</summary>
    /// <param name="milliseconds">For which the page is busy.</param>
    public async Task SendToABusyPageAsync(IReadOnlyList<SentKey> keys, int milliseconds)
    {
        var (start, half) = (DateTimeOffset.UtcNow, keys.Count / 2);
        await Task.WhenAll(keys.Take(half).SelectMany((key, i) => Press(key, start.AddMilliseconds(Pace * i))));
        var busy = _browser.SendAsync("Runtime.evaluate", new()
        {
            ["expression"] = string.Create(CultureInfo.InvariantCulture, $"for (const end = performance.now() + {milliseconds}; performance.now() < end;);"),
        });
        await Task.WhenAll([busy, .. keys.Skip(half).SelectMany((key, i) => Press(key, start.AddMilliseconds(Pace * (half + i))))]);
    }

    private IEnumerable<Task> Press(SentKey key, DateTimeOffset at)
    {
        yield return SendAsync("keyDown", key, at);
        yield return SendAsync("keyUp", key, at.AddMilliseconds(1));
    }

    private async Task SendAsync(string type, SentKey key, DateTimeOffset at)
    {
        var arguments = new Dictionary<string, object>
        {
            ["type"] = type,
            ["key"] = key.Key,
            ["code"] = key.Code,
            ["timestamp"] = at.ToUnixTimeMilliseconds() / 1000d,
            ["windowsVirtualKeyCode"] = key.Key switch { "Enter" => 13, "Tab" => 9, _ => key.Code.Length > 0 ? key.Code[^1] : 0 },
        };
        if (key.Shift)
        {
            arguments["modifiers"] = 8;
        }

        if (type == "keyDown" && key.Key is "Enter" or { Length: 1 })
        {
            arguments["text"] = key.Key == "Enter" ? "\r" : key.Key;
        }

        await _browser.SendAsync("Input.dispatchKeyEvent", arguments);
    }
}

/// <summary>What people type, with the times of their keys: twelve a second, and the next one often before the last one is let go.</summary>
internal sealed class Typist(int seed)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    private readonly Random _random = new(seed);

    /// <summary>A name, an e-mail address, an amount or a phone number.</summary>
    public string Text() => _random.Next(5) switch
    {
        0 => $"{Name()} {Name()}",
        1 => Name(),
        2 => $"{Word()}@{Word()}.org",
        3 => (_random.Next(1, 999_999) / 100m).ToString("0.00", CultureInfo.InvariantCulture),
        _ => $"+49 30 {_random.Next(1_000_000, 99_999_999)}",
    };

    public IEnumerable<TypedKey> Type(string text)
    {
        var at = 0d;
        foreach (var character in text)
        {
            var isRolled = _random.Next(7) == 0;
            at += isRolled ? 25 + (_random.NextDouble() * 15) : 1000d / 12 * (0.5 + (1.15 * _random.NextDouble()));
            yield return new($"{character}", at, isRolled || _random.Next(10) == 0);
        }
    }

    private string Name() => Word() is var word ? char.ToUpperInvariant(word[0]) + word[1..] : "";

    private string Word() => new([.. Enumerable.Range(0, _random.Next(4, 12)).Select(_ => Letters[_random.Next(Letters.Length)])]);
}

internal sealed record TypedKey(string Key, double At, bool Overlaps);
