using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Forms;

namespace ExhibitionCrm.Tests.Exhibitions;

public sealed class SlugTests
{
    private static readonly string[] Pieces =
        ["Expo", " ", "2027", "--", "Ärzte", "ß", "'", "/", "..", "%2F", "\u202E", "שלום", "🎪", "x", "-", "Łódź", "İstanbul", "\u0301", "@", new string('w', 45)];

    [Theory]
    [InlineData("Expo 2027", "expo-2027")]
    [InlineData("  Café  &  Söhne  ", "cafe-sohne")]
    [InlineData("Łódź Straße Ærø", "lodz-strasse-aero")]
    [InlineData("O'Brien’s Fair", "obriens-fair")]
    [InlineData("EXPO—2027/Ⅱ", "expo-2027-ii")]
    [InlineData("２０２７ Tokyo", "2027-tokyo")]
    [InlineData("Fair of everything that there is in the world", "fair-of-everything-that-there-is-in-the")]
    [InlineData("Donaudampfschifffahrtsgesellschaftskapitänsmütze", "donaudampfschifffahrtsgesellschaftskapit")]
    [InlineData("معرض", null)]
    [InlineData("展示会", null)]
    [InlineData("!?", null)]
    [InlineData("", null)]
    public void TryPropose_OfAName_IsWhatSomebodyWouldType(string name, string? expected) =>
        Assert.Equal(expected, Slug.TryPropose(name, out var slug) ? slug : null);

    [Fact]
    public void TryPropose_OfWhateverName_IsNoneOrOneThatCanBe()
    {
        var random = new Random(20261127);
        for (var i = 0; i < 5_000; i++)
        {
            var name = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            if (Slug.TryPropose(name, out var slug))
            {
                Assert.Null(Slug.Fault(slug));
                Assert.Matches(Exhibition.SlugPattern, slug);
                Assert.Equal(slug, Slug.TryPropose(slug, out var again) ? again : null);
            }
        }
    }

    [Theory]
    [InlineData("a", null)]
    [InlineData("0", null)]
    [InlineData("a-b-3", null)]
    [InlineData("", ValueFault.Missing)]
    [InlineData("-a", ValueFault.Malformed)]
    [InlineData("a-", ValueFault.Malformed)]
    [InlineData("a--b", ValueFault.Malformed)]
    [InlineData("a b", ValueFault.Malformed)]
    [InlineData("a\n", ValueFault.Malformed)]
    [InlineData("A", ValueFault.Malformed)]
    [InlineData("a/b", ValueFault.Malformed)]
    [InlineData("é", ValueFault.Malformed)]
    [InlineData("٣", ValueFault.Malformed)]
    public void Fault_OfAText_NamesIt(string text, ValueFault? expected) => Assert.Equal(expected, Slug.Fault(text));
}
