using System.Text;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
// The library's namespace has the same name.
using CrmPhoneNumbers = ExhibitionCrm.Web.Customers.PhoneNumbers;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>People are found by what somebody remembers of them, wherever there is a search.</summary>
public sealed class CustomerSearchTests(CustomerSearchTests.GermanSite site) : IClassFixture<CustomerSearchTests.GermanSite>
{
    [Theory]
    [InlineData("müller anna", "Anna-Lena Müller")]
    [InlineData("MULLER  lena", "Anna-Lena Müller")]
    [InlineData("lena anna.m@", "Anna-Lena Müller")]
    [InlineData("gross", "Jürgen Groß")]
    [InlineData("GROẞ jurgen", "Jürgen Groß")]
    [InlineData("lukasz", "Łukasz Wałęsa")]
    [InlineData("walesa ŁUKASZ", "Łukasz Wałęsa")]
    [InlineData("O'Brien", "Seán O’Brien")]
    [InlineData("o`brien sean", "Seán O’Brien")]
    [InlineData("οδυσσεύς", "ΟΔΥΣΣΕΥΣ ΛΑΕΡΤΙΑΔΗΣ")]
    [InlineData("λαερτιαδησ οδυσ", "ΟΔΥΣΣΕΥΣ ΛΑΕΡΤΙΑΔΗΣ")]
    [InlineData("jean–luc", "Jean-Luc Ærø")]
    [InlineData("aero", "Jean-Luc Ærø")]
    [InlineData("Jean​-Luc", "Jean-Luc Ærø")]
    [InlineData("55-123 99", "Stand 55-123 99")]
    [InlineData("lindqvist", "Eva Acht")]
    [InlineData("SOHNE eva lindqvist", "Eva Acht")]
    public async Task Words_InAnyOrderAndSpelling_FindThePerson(string typed, string name) => await AssertFindsAsync(typed, name);

    [Theory]
    [InlineData("müller lukasz")]
    [InlineData("anna groß")]
    [InlineData("anna nobody")]
    [InlineData("+49 kk@example.org 123")]
    public async Task Words_OfDifferentPeople_FindNobody(string typed)
    {
        using var viewer = await site.SignInAsync(Roles.Viewer);
        foreach (var list in new[] { "customers", "bills", "mail" })
        {
            Assert.Empty((await viewer.GetPageAsync($"/{list}?q={Uri.EscapeDataString(typed)}")).Rows());
        }
    }

    // Stored as +44 20 7946 0958, 0049 (0)30/90 17-33, 030 9018-44, ０４０ ７７ ８８ ９９ ００ and +49 30 12345, which may be IDs.
    [Theory]
    [InlineData("+442079460958", "Anna-Lena Müller")]
    [InlineData("0044 20 7946 0958", "Anna-Lena Müller")]
    [InlineData("+44 (0)20 7946-0958", "Anna-Lena Müller")]
    [InlineData("020 79460958", "Anna-Lena Müller")]
    [InlineData("7946 0958", "Anna-Lena Müller")]
    [InlineData("٠٠٤٤٢٠٧٩٤٦٠٩٥٨", "Anna-Lena Müller")]
    [InlineData("+4930901733", "Jürgen Groß")]
    [InlineData("030/90 17 33", "Jürgen Groß")]
    [InlineData("0049 30 901733", "Jürgen Groß")]
    [InlineData("901733", "Jürgen Groß")]
    [InlineData("+49 30 901844", "Łukasz Wałęsa")]
    [InlineData("0049 (0) 30 901844", "Łukasz Wałęsa")]
    [InlineData("030901844", "Łukasz Wałęsa")]
    [InlineData("+494077889900", "Seán O’Brien")]
    [InlineData("040.7788.9900", "Seán O’Brien")]
    [InlineData("03012345", "Eva Acht")]
    [InlineData("030-12345", "Eva Acht")]
    [InlineData("030 / 12345", "Eva Acht")]
    public async Task Number_HoweverItIsWritten_FindsThePerson(string typed, string name) => await AssertFindsAsync(typed, name);

    [Theory]
    [InlineData("+49 30 901", "901")]
    [InlineData("00491234567890", "1234567890")]
    [InlineData("01234", "1234")]
    [InlineData("1234", null)]
    [InlineData("(0)", null)]
    [InlineData("00000000", null)]
    [InlineData("Halle 12345", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void SignificantDigits_OfWhatLooksLikeANumber(string? typed, string? expected)
    {
        var digits = new CrmPhoneNumbers(TestOptions.Exhibition(phoneRegion: "DE")).SignificantDigits(typed);
        Assert.Equal(expected is null, digits is null);
        Assert.EndsWith(expected ?? "", digits ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_OfAnyName_ShuffledAndRespelled_FindIt()
    {
        var random = new Random(11);
        string[] letters = ["a", "é", "ß", "ł", "Ø", "Đ", "İ", "ı", "Σ", "ς", "æ", "ñ", "ü", "я", "م", "山", "’", "-", "7", "😀"];
        await using var any = await CrmSite.StartAsync();
        using var viewer = await any.SignInAsync(Roles.Viewer);
        for (var i = 0; i < 25; i++)
        {
            var words = Enumerable.Range(0, random.Next(1, 4)).Select(_ => string.Concat(random.GetItems(letters, random.Next(3, 8)))).ToArray();
            var wanted = await any.Data.CustomerAsync(name: string.Join(' ', words));
            random.Shuffle(words);
            var typed = string.Join("  ", words.Select(word => Respell(word, random)));
            Assert.Contains(wanted.Id, (await viewer.GetPageAsync($"/customers?q={Uri.EscapeDataString(typed)}")).Rows().Select(row => row["ID"]));
        }
    }

    private static string Respell(string word, Random random) => random.Next(4) switch
    {
        0 => word.ToUpperInvariant(),
        1 => word.ToLowerInvariant(),
        2 => word.Normalize(NormalizationForm.FormD),
        _ => word.Replace("ß", "ss", StringComparison.Ordinal).Replace('ł', 'l').Replace('’', '\''),
    };

    private async Task AssertFindsAsync(string typed, string name)
    {
        using var viewer = await site.SignInAsync(Roles.Viewer);
        var address = $"?q={Uri.EscapeDataString(typed)}";
        Assert.Equal([name], (await viewer.GetPageAsync($"/customers{address}")).Rows().Select(row => row["Name"]));
        Assert.Equal([name], (await viewer.GetPageAsync($"/bills{address}")).Rows().Select(row => row["Description"]));
        Assert.Single((await viewer.GetPageAsync($"/mail{address}")).Rows());

        var found = await site.WithServiceAsync((CustomerLookup lookup) => lookup.FindAsync(typed));
        Assert.Equal(name, Assert.IsType<LookupOutcome.Found>(found).Customer.Name);
    }

    /// <summary>In Germany, with people of all kinds; each has a bill that says the name.</summary>
    public sealed class GermanSite : CrmSite
    {
        protected override IEnumerable<(string Name, string? Value)> Settings => [("PHONE_REGION", "DE")];

        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            foreach (var (name, email, phone) in new[]
            {
                ("Anna-Lena Müller", "anna.m@example.org", "+44 20 7946 0958"),
                ("Jürgen Groß", "jg@example.org", "0049 (0)30/90 17-33"),
                ("Łukasz Wałęsa", "lw@example.org", "030 9018-44"),
                ("Seán O’Brien", "so@example.org", "０４０ ７７ ８８ ９９ ００"),
                ("ΟΔΥΣΣΕΥΣ ΛΑΕΡΤΙΑΔΗΣ", "ol@example.org", "+30 210 1111111"),
                ("Jean-Luc Ærø", "jl@example.org", "+45 33 22 22 22"),
                ("Eva Acht", "ea@example.org", "+49 30 12345"),
                ("Stand 55-123 99", "stand@example.org", "+45 33 44 44 44"),
                ("Kurt Kurz", "kk@example.org", "+41 99 123"),
            })
            {
                var customer = await Data.CustomerAsync(name: name, email: email, phone: phone, company: name == "Eva Acht" ? "Lindqvist & Söhne" : "");
                await Data.BillAsync(customer.Id, 1m, name);
            }
        }
    }
}
