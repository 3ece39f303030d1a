using System.Text;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>Why a password is easily guessed; see <see cref="GuessablePasswords"/>.</summary>
internal enum PasswordWeakness
{
    /// <summary>A word of the list, a year or the like, and hardly anything else.</summary>
    Common,

    /// <summary>The person's names, or this program's.</summary>
    Contextual,

    /// <summary>Keys side by side, letters or digits in order, or the same again and again.</summary>
    Pattern,
}

/// <summary>
/// Finds passwords of which hardly anything is left once words that everybody tries, names, years, rows of keys and
/// repetitions are taken away, however they are joined, in whatever case, and with digits or signs for letters. Of the
/// thousands of words that are common without being the first ones tried, two make no password, and three a phrase.
/// </summary>
internal static class GuessablePasswords
{
    /// <summary>So many characters must be left.</summary>
    private const int Least = 5;

    private const int ShortestRun = 3;
    private const int ShortestName = 3;
    private const char Gone = '\0';

    private static readonly char[] Separators = [.. "@.-_+0123456789"];

    private static readonly string[] Product = ["exhibition", "crm"];

    // As on keyboards of the USA, Germany and France, with columns, also read backwards.
    private static readonly string[] Rows =
    [
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiopü", "asdfghjklöä", "yxcvbnm",
        "azertyuiop", "qsdfghjklm", "wxcvbn", "!@#$%^&*()_+", "!\"§$%&/()=", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp",
        "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "1a2b3c4d5e6f7g8h9i", "a1b2c3d4e5f6g7h8i9",
    ];

    private static readonly string[] Runs = [.. Rows, .. Rows.Select(Backwards)];

    private static readonly Lazy<string[]> Words = new(() => [.. Read("CommonPasswords.txt").OrderByDescending(word => word.Length)]);

    private static readonly Lazy<HashSet<string>> Known = new(() => [.. Read("CommonWords.txt"), .. Words.Value]);

    /// <param name="names">What is known of the person: user name and address.</param>
    /// <returns>What most of it consists of; null where enough else is left.</returns>
    public static PasswordWeakness? Judge(string password, IEnumerable<string?> names)
    {
        var folded = Fold(password);
        var (typed, spelled) = (new StringBuilder(folded), new StringBuilder(Unleet(folded)));
        (PasswordWeakness Of, int Count)[] found =
        [
            (PasswordWeakness.Contextual, TakeWords(typed, spelled, PartsOf(names).Concat(Product))),
            (PasswordWeakness.Common, TakeWords(typed, spelled, Words.Value)),
            (PasswordWeakness.Pattern, TakeRuns(typed) + TakeRepetitions(typed)),
            (PasswordWeakness.Common, TakeYears(typed)),
        ];
        var left = typed.ToString().Count(c => c != Gone && char.IsLetterOrDigit(c));
        var isMostOfIt = 2 * found.Sum(part => part.Count) >= folded.Length;
        return left < Least && isMostOfIt ? found.MaxBy(part => part.Count).Of
            : IsAWordOrTwo(folded, typed) ? PasswordWeakness.Common
            : null;
    }

    private static string[] Read(string resource)
    {
        using var file = new StreamReader(typeof(GuessablePasswords).Assembly.GetManifestResourceStream(resource)!);
        return file.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Known words, or known digits, with hardly anything around them.</summary>
    /// <param name="rest">The same password without what was found in it before.</param>
    private static bool IsAWordOrTwo(string folded, StringBuilder rest)
    {
        var (from, to) = (0, folded.Length);
        if (folded.Any(char.IsLetter))
        {
            var letters = folded.Select(char.IsLetter).ToList();
            (from, to) = (letters.IndexOf(true), letters.LastIndexOf(true) + 1);
        }

        var around = Enumerable.Range(0, folded.Length).Count(i => (i < from || i >= to) && rest[i] != Gone && char.IsLetterOrDigit(rest[i]));
        return around < Least && (IsKnown(folded[from..to]) || IsKnown(Unleet(folded[from..to])));
    }

    private static bool IsKnown(string text)
    {
        var core = string.Concat(text.Where(char.IsLetterOrDigit));
        return Known.Value.Contains(core)
            || Enumerable.Range(1, Math.Max(0, core.Length - 1)).Any(at => Known.Value.Contains(core[..at]) && Known.Value.Contains(core[at..]));
    }

    // Longest first: nothing of a whole name is left when a part of it is taken.
    private static IEnumerable<string> PartsOf(IEnumerable<string?> names) =>
        names.OfType<string>().Select(Fold)
            .SelectMany(name => name.Split(Separators).Append(name))
            .Where(part => part.Length >= ShortestName).Distinct().OrderByDescending(part => part.Length);

    private static int TakeWords(StringBuilder typed, StringBuilder spelled, IEnumerable<string> words)
    {
        var taken = 0;
        foreach (var word in words)
        {
            taken += Take(typed, spelled, typed.ToString(), word) + Take(typed, spelled, spelled.ToString(), word);
        }

        return taken;
    }

    private static int Take(StringBuilder typed, StringBuilder spelled, string text, string word)
    {
        var taken = 0;
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + word.Length, StringComparison.Ordinal))
        {
            taken += Erase(typed, at, word.Length);
            Erase(spelled, at, word.Length);
        }

        return taken;
    }

    private static int TakeRuns(StringBuilder typed) => TakeStretches(typed, (text, from) => Runs.Max(run => CommonLength(text, from, run)));

    // Of one character, or of a few over and over.
    private static int TakeRepetitions(StringBuilder typed) => TakeStretches(typed, (text, from) => Enumerable.Range(1, 4).Max(period =>
    {
        var to = from + period;
        while (to < text.Length && text[to] != Gone && text[to] == text[to - period])
        {
            to++;
        }

        return to - from >= Math.Max(ShortestRun, 2 * period) ? to - from : 0;
    }));

    private static int TakeYears(StringBuilder typed) => TakeStretches(typed, (text, from) =>
        from + 4 <= text.Length && text[from..(from + 2)] is "19" or "20" && char.IsAsciiDigit(text[from + 2]) && char.IsAsciiDigit(text[from + 3]) ? 4 : 0);

    private static int TakeStretches(StringBuilder typed, Func<string, int, int> lengthAt)
    {
        var (text, taken) = (typed.ToString(), 0);
        for (var from = 0; from < text.Length; from++)
        {
            if (text[from] != Gone && lengthAt(text, from) is >= ShortestRun and var length)
            {
                taken += Erase(typed, from, length);
                from += length - 1;
            }
        }

        return taken;
    }

    private static int CommonLength(string text, int from, string run)
    {
        var longest = 0;
        for (var at = run.IndexOf(text[from], StringComparison.Ordinal); at >= 0; at = run.IndexOf(text[from], at + 1))
        {
            longest = Math.Max(longest, text.AsSpan(from).CommonPrefixLength(run.AsSpan(at)));
        }

        return longest;
    }

    private static int Erase(StringBuilder text, int from, int length)
    {
        var erased = 0;
        for (var i = from; i < from + length; i++)
        {
            erased += text[i] == Gone ? 0 : 1;
            text[i] = Gone;
        }

        return erased;
    }

    private static string Fold(string text) => text.NormalizeSafely(NormalizationForm.FormKC).ToLowerInvariant();

    // One character for one, so that both spellings have the same places.
    private static string Unleet(string text) => string.Create(text.Length, text, (to, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = from[i] switch
            {
                '0' => 'o',
                '1' or '!' => 'i',
                '3' or '€' => 'e',
                '4' or '@' => 'a',
                '5' or '$' => 's',
                '7' or '+' => 't',
                var other => other,
            };
        }
    });

    private static string Backwards(string text) => string.Concat(text.Reverse());
}
