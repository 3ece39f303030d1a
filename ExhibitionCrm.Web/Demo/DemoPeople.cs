using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Lists;

namespace ExhibitionCrm.Web.Demo;

/// <summary>Invents visitors. Their addresses are under domains that are reserved for examples: no mail reaches anybody.</summary>
internal static class DemoPeople
{
    private static readonly string[] Companies =
    [
        "nordlicht-messebau.example.com", "brightfield-optics.example.com", "atelier-lumen.example.org", "kaufmann-technik.example.com",
        "blue-harbour.example.net", "petit-et-fils.example.com", "novatek.example.com", "hallenbau-ost.example.net", "uni-lichtstadt.example.org",
        "greenline-logistics.example.com", "studio-quarz.example.org", "vento.example.com", "museum-am-fluss.example.org", "ostwind-energie.example.com",
        "arco-design.example.net", "silverbirch.example.com", "tramontana.example.com", "kontor-sieben.example.net", "meridian-stands.example.com", "example.org",
    ];

    public static ContactDetails Draw(Random random)
    {
        var region = Region(random);
        var given = Pick(random, region.GivenNames);
        var family = Pick(random, region.FamilyNames);
        var name = region.FamilyNameFirst ? $"{Written(family)}{region.Joint}{Written(given)}" : $"{Written(given)}{region.Joint}{Written(family)}";
        return ContactDetails.Of(name, $"{Local(given, family, random)}@{Pick(random, Companies)}", Phone(region, random));
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
