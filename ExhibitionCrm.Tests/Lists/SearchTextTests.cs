using ExhibitionCrm.Web.Lists;

namespace ExhibitionCrm.Tests.Lists;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("Ärzte", "arzte")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("Łódź", "lodz")]
    [InlineData("ＡＢＣ", "abc")]
    [InlineData("ﬁne", "fine")]
    [InlineData("حسن", "حسن")]
    [InlineData("山田", "山田")]
    [InlineData("😀", "😀")]
    [InlineData("a\0b\tc", "ab c")]
    public void Of_AnyScript_FoldsCaseAndAccents(string text, string expected) => Assert.Equal(expected, SearchText.Of(text));

    // Each of a row is one text to people.
    [Theory]
    [InlineData("Groß", "gross", "GROSS", "GROẞ", "Gro\u00DF")]
    [InlineData("Łukasz", "lukasz", "ŁUKASZ", "łukasz")]
    [InlineData("Søren Ærø", "soren aero", "SØREN ÆRØ", "Søren\u00A0Ærø", "Søren\u2009Ærø")]
    [InlineData("Đặng", "dang", "ĐẶNG", "Đa\u0323\u0306ng", "Ðang")]
    [InlineData("O'Brien", "O’Brien", "O‘Brien", "OʼBrien", "O`Brien", "O´Brien", "O′Brien", "O＇Brien")]
    [InlineData("Jean-Luc", "Jean‐Luc", "Jean‑Luc", "Jean–Luc", "Jean—Luc", "Jean−Luc", "Jean－Luc", "Jean\u00AD-Luc")]
    [InlineData("\"Halle 7\"", "“Halle 7”", "„Halle 7“", "«Halle 7»")]
    [InlineData("ΟΔΥΣΣΕΥΣ", "Οδυσσεύς", "οδυσσευσ", "ΟΔΥΣΣΕΎΣ")]
    [InlineData("ISPARTA", "ısparta", "Isparta", "İsparta", "isparta")]
    [InlineData("Þórður", "thordur", "ÞÓRÐUR")]
    [InlineData("Ŧħŋ", "thn")]
    [InlineData("Zoë", "Zoe\u0308", "ZOË", "zoe", "Z\u200Boe", "\u202Ezoe\u202C", "zo\uFE0Fe")]
    [InlineData("𐐀𐐁", "𐐨𐐩")]
    public void Of_TheSameToPeople_IsTheSame(params string[] spellings) =>
        Assert.All(spellings, spelling => Assert.Equal(SearchText.Of(spellings[0]), SearchText.Of(spelling)));

    // Folded text folds to itself, or rows and queries would drift apart.
    [Fact]
    public void Of_AnyCharacter_IsFoldedOnce() => Assert.All(
        Enumerable.Range(0, 0x3400).Concat(Enumerable.Range(0xA640, 0x200)).Concat(Enumerable.Range(0xF900, 0x700)),
        c => Assert.Equal(SearchText.Of($"a{(char)c}b"), SearchText.Of(SearchText.Of($"a{(char)c}b"))));

    [Fact]
    public void Of_SeveralFields_CannotMatchAcrossTheirBorder() => Assert.Equal("ann\nbob", SearchText.Of("Ann", "", "Bob"));

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData(" \t ", "")]
    [InlineData("\0", "")]
    [InlineData("\u0301", "")]
    [InlineData("\u3164", "")]
    [InlineData("Ann", "ann")]
    [InlineData(" Ann ", "ann")]
    [InlineData("an\0n", "ann")]
    [InlineData("Müller  anna\u00A0MÜLLER", "muller anna")]
    public void Words_AreFoldedAndEachOnce(string? typed, string expected) => Assert.Equal(expected, string.Join(' ', SearchText.Words(typed)));

    [Theory]
    [InlineData("ann", "%ann%")]
    [InlineData("100%", @"%100\%%")]
    [InlineData("a_b", @"%a\_b%")]
    [InlineData(@"a\b", @"%a\\b%")]
    public void Pattern_FindsTheWordAndNothingElse(string word, string expected) => Assert.Equal(expected, SearchText.Pattern(word));

    [Theory]
    [InlineData(null, false)]
    [InlineData(" ", false)]
    [InlineData("a", true)]
    [InlineData("ab c", true)]
    [InlineData("ab cde", false)]
    [InlineData("ß", true)]
    public void IsShort_WhereNoWordHasATrigram(string? typed, bool expected) => Assert.Equal(expected, SearchText.IsShort(typed));

    [Fact]
    public void Words_OfALongText_AreCut() => Assert.Equal(SearchText.QueryMaxLength, SearchText.Words(new string('a', 5000)).Single().Length);

    [Fact]
    public void Fold_HalfACharacter_IsNoError()
    {
        Assert.Equal("\ufffd", SearchText.Of("\ud83d"));
        Assert.Equal("a\ufffdb\ufffd", SearchText.Of("A\ufffeB\ufdd0"));
        Assert.Equal(new string('a', 99), SearchText.Key(new string('a', 99) + "😀"));
    }

    [Fact]
    public void Key_NeverOutgrowsItsColumn() =>
        // One character that becomes eighteen.
        Assert.Equal(SearchText.KeyMaxLength, SearchText.Key(new string('\ufdfa', 100)).Length);
}
