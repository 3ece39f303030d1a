using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Lists;

namespace ExhibitionCrm.Web.Demo;

/// <summary>Invents visitors. Their addresses are under domains that are reserved for examples: no mail reaches anybody.</summary>
internal static class DemoPeople
{
    // Who gives a private address tells no company.
    private static readonly (string Domain, string Name)[] Companies =
    [
        ("nordlicht-messebau.example.com", "Nordlicht Messebau GmbH"), ("brightfield-optics.example.com", "Brightfield Optics Ltd"),
        ("atelier-lumen.example.org", "Atelier Lumen"), ("kaufmann-technik.example.com", "Kaufmann Technik GmbH & Co. KG"),
        ("blue-harbour.example.net", "Blue Harbour"), ("petit-et-fils.example.com", "Petit & Fils SARL"), ("novatek.example.com", "Novatek sp. z o.o."),
        ("hallenbau-ost.example.net", "Hallenbau Ost eG"), ("uni-lichtstadt.example.org", "Universität Lichtstadt"),
        ("greenline-logistics.example.com", "Greenline Logistics B.V."), ("studio-quarz.example.org", "Studio Quarz"), ("vento.example.com", "Vento S.p.A."),
        ("museum-am-fluss.example.org", "Museum am Fluss"), ("ostwind-energie.example.com", "Ostwind Energie AG"), ("arco-design.example.net", "Arco Design"),
        ("silverbirch.example.com", "Silver Birch Trading"), ("tramontana.example.com", "Tramontana S.L."), ("kontor-sieben.example.net", "Kontor Sieben"),
        ("meridian-stands.example.com", "Meridian Exhibition Stands International"), ("example.org", ""),
    ];

    private static readonly string[] JobTitles =
    [
        "Buyer", "Head of Purchasing", "Managing Director", "Sales Manager", "Architect", "Project Manager", "Head of Marketing", "Technician",
        "Curator", "Trainee", "Einkaufsleiterin", "Geschäftsführer", "Directrice commerciale", "Journalist",
    ];

    private static readonly string[] Notes =
    [
        "Would like the catalogue by post.", "Needs an invoice made out to the company.", "Comes back on the last day with two colleagues.",
        "Asked for a quote:\n- 12 spotlights\n- 40 m of cable", "Prefers to be called, not emailed.",
    ];

    public static ContactDetails Draw(Random random)
    {
        var region = Region(random);
        var given = Pick(random, region.GivenNames);
        var family = Pick(random, region.FamilyNames);
        var name = region.FamilyNameFirst ? $"{Written(family)}{region.Joint}{Written(given)}" : $"{Written(given)}{region.Joint}{Written(family)}";
        var company = Pick(random, Companies);
        return ContactDetails.Of(new ContactText(name, $"{Local(given, family, random)}@{company.Domain}", Phone(region, random))
        {
            Company = random.Next(5) == 0 ? "" : company.Name,
            JobTitle = random.Next(2) == 0 ? "" : Pick(random, JobTitles),
            Note = random.Next(12) == 0 ? Pick(random, Notes) : "",
        });
    }

    private static DemoRegion Region(Random random)
    {
        var share = random.Next(DemoRegion.Shares);
        return DemoRegion.All.First(region => (share -= region.Share) < 0);
    }

    private static string Local(string given, string family, Random random) => random.Next(3) switch
    {
        0 => $"{Ascii(given)[0]}.{Ascii(family)}",
        _ => $"{Ascii(given)}.{Ascii(family)}",
    };

    private static string Phone(DemoRegion region, Random random) =>
        string.Concat(Pick(random, region.Phones).Select(c => c == '#' ? (char)('0' + random.Next(10)) : c));

    private static string Written(string name) => name.Split('=')[0];

    private static string Ascii(string name) => string.Concat(SearchText.Key(name.Split('=')[^1].Replace("ß", "ss", StringComparison.Ordinal)
        .Replace("ł", "l", StringComparison.OrdinalIgnoreCase).Replace("đ", "d", StringComparison.OrdinalIgnoreCase)
        .Replace("ı", "i", StringComparison.Ordinal)).Where(c => char.IsAsciiLetterOrDigit(c) || c == '-'));

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
