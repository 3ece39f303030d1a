using ExhibitionCrm.Web.Accounts;

namespace ExhibitionCrm.Tests.Accounts;

public sealed class GuessablePasswordsTests
{
    private static readonly string[] Names = ["anna.beck", "beck@messe-nord.example"];

    private static readonly string[] NamesOfAnother = ["carl.orff", "orff@example.org"];

    public static TheoryData<string> Rows => ["qwertyuiop", "poiuytrewq", "1234567890", "0987654321", "asdfghjkl;", "yxcvbnm123", "azertyuiop", "1qaz2wsx3edc", "abcdefghij"];

    [Theory]
    [InlineData("Administrator1", PasswordWeakness.Common)]
    [InlineData("P@ssw0rd2024!", PasswordWeakness.Common)]
    [InlineData("Welcome2026!!", PasswordWeakness.Common)]
    [InlineData("iloveyou-summer", PasswordWeakness.Common)]
    [InlineData("ｐａｓｓｗｏｒｄ１２", PasswordWeakness.Common)]
    [InlineData("strawberry", PasswordWeakness.Common)]
    [InlineData("Manchester-1!", PasswordWeakness.Common)]
    [InlineData("harrypotter7", PasswordWeakness.Common)]
    [InlineData("T3rminator2019", PasswordWeakness.Common)]
    [InlineData("hello kitty", PasswordWeakness.Common)]
    [InlineData("1029384756", PasswordWeakness.Common)]
    [InlineData("exhibition", PasswordWeakness.Contextual)]
    [InlineData("ExhibitionCRM#1", PasswordWeakness.Contextual)]
    [InlineData("exh1b1t10n-crm", PasswordWeakness.Contextual)]
    [InlineData("AnnaBeck2026", PasswordWeakness.Contextual)]
    [InlineData("beck.anna!99", PasswordWeakness.Contextual)]
    [InlineData("messe-nord-7", PasswordWeakness.Contextual)]
    [InlineData("xyxyxyxyxyxy", PasswordWeakness.Pattern)]
    [InlineData("aaaabbbbcccc", PasswordWeakness.Pattern)]
    [InlineData("1111222233334", PasswordWeakness.Pattern)]
    [InlineData("Test-1234-qwer", PasswordWeakness.Pattern)]
    public void Judge_Guessable_SaysWhy(string password, object weakness) => Assert.Equal(weakness, GuessablePasswords.Judge(password, Names));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Judge_RowsOfKeys_AreFoundInAnyCaseWithAnEnding(string row) => Assert.All(
        [row, row.ToUpperInvariant(), $"{row}!", $"x{row}"], password => Assert.Equal(PasswordWeakness.Pattern, GuessablePasswords.Judge(password, Names)));

    [Theory]
    [InlineData(TestData.Password)]
    [InlineData("four words in a row")]
    [InlineData("pass words by the dozen")]
    [InlineData("orbit-walnut-kayak")]
    [InlineData("strawberry57180382")]
    [InlineData("Gr8-kelp/Tuba")]
    [InlineData("anna beck eats seven pears")]
    [InlineData("密码很难猜到的句子啊")]
    [InlineData("🦉🪵🧲🫖🪀🦦🧿🪃🫧🧮")]
    public void Judge_OfItsOwn_IsGoodEnough(string password) => Assert.Null(GuessablePasswords.Judge(password, Names));

    [Fact]
    public void Judge_DrawnAtRandom_IsGoodEnough()
    {
        var random = new Random(7);
        Assert.All(Enumerable.Range(0, 500), _ =>
            Assert.Null(GuessablePasswords.Judge(new string(random.GetItems<char>("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 16)), Names)));
    }

    [Fact]
    public void Judge_TheNamesOfAnother_AreNobodysBusiness() => Assert.Null(GuessablePasswords.Judge("annabeck-x7", NamesOfAnother));
}
