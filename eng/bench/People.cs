using System.Globalization;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Lists;

namespace ExhibitionCrm.Bench;

/// <summary>Draws visitors as they come to an exhibition: many languages, double names, all ways to write a phone number.</summary>
internal static class People
{
    private static readonly string[] FirstNames =
    [
        "Anna", "Mehmet", "Sofía", "Łukasz", "Chloé", "Jürgen", "Zoë", "Björn", "Françoise", "Agnieszka", "Giovanni", "Siân",
        "Pål", "Renée", "Müge", "Carlos", "Ivana", "Dániel", "Ștefan", "Héloïse", "Andrés", "Karolína", "Tiago", "Élodie",
        "Magnus", "Aoife", "Noémie", "Gül", "Matěj", "Ingrid", "Peter", "Maria", "Thomas", "Julia", "Michael", "Laura",
        "Ahmed", "Fatima", "Wei", "Priya", "Hiroshi", "Olga", "Dmitri", "Nikos", "Eleni", "Samuel", "Esther", "Kwame",
        "Amina", "Jean-Luc", "Marie-Claire", "Ana María", "Hans-Peter", "Αλέξανδρος", "Наталья", "Иван", "محمد", "美咲", "Thị Hương", "Ayşe",
    ];

    private static readonly string[] LastNames =
    [
        "Müller", "Schmidt", "Öztürk", "García", "Fernández", "Nowak", "Wiśniewski", "Dubois", "Lefèvre", "Rossi", "Bianchi", "Jansen",
        "Ødegård", "Sørensen", "Lindström", "Åkesson", "Kovács", "Szabó", "Novák", "Dvořák", "Horváth", "Popescu", "Ionescu", "Papadopoulos",
        "O'Brien", "Ní Dhomhnaill", "MacDonald", "Smith", "Johnson", "Williams", "Silva", "Gonçalves", "Magalhães", "Peña", "Ibáñez", "Muñoz",
        "Weiß", "Groß", "Schäfer", "Köhler", "Krüger", "Vogel", "Zimmermann", "Hofmann", "Baumgartner", "Steiner", "Brunner", "Favre",
        "Peeters", "Van den Berg", "De Vries", "Yılmaz", "Çelik", "Şahin", "Kowalczyk", "Kamiński", "Petrović", "Jovanović", "Marković", "Đorđević",
        "Иванов", "Кузнецова", "Παππάς", "الحسن", "田中", "Suzuki", "Watanabe", "Nguyễn", "Trần", "Phạm", "Zhang", "Chen",
        "Kumar", "Sharma", "Patel", "Okafor", "Mensah", "Diallo", "Traoré", "Haddad", "Cohen", "Levi", "Bērziņš", "Kazlauskas",
        "Tamm", "Virtanen", "Mäkinen", "Korhonen", "Nieminen", "Hansen", "Larsen", "Olsen", "Eriksson", "Bergström", "Nyström", "Hämäläinen",
    ];

    private static readonly string[] Purchases =
    [
        "Standard ticket, two days", "Catalogue, printed", "Coffee machine XL, déjà vu edition", "Workshop \"Lighting\"\nSaturday, room 4",
        "Deposit for stand no. 17", "T-shirt (M)", "Poster 50 × 70 cm", "Entrée journée", "Führung durch die Ausstellung", "",
    ];

    private static readonly string[] Firms = ["GmbH", "& Söhne", "Ltd", "S.A.", "Consulting", "Messebau", "Electronics", "Trading B.V."];

    private static readonly string[] JobTitles = ["Buyer", "Managing Director", "Sales Manager", "Engineer", "Geschäftsführerin", "Directeur commercial"];

    private static readonly string[] Domains = ["example.org", "example.com", "mail.example.net", "firma.example", "uni.example.edu"];

    public static ContactDetails Draw(Random random)
    {
        var name = $"{Pick(random, FirstNames)} {LastName(random)}";
        return ContactDetails.Of(new ContactText(name, Email(name, random), Phone(random))
        {
            Company = random.Next(3) == 0 ? "" : $"{Pick(random, LastNames)} {Pick(random, Firms)}",
            JobTitle = random.Next(2) == 0 ? "" : Pick(random, JobTitles),
        });
    }

    public static string Purchase(Random random) => Pick(random, Purchases);

    /// <summary>From 0.01 to 4,999.99, small ones more often.</summary>
    public static decimal Amount(Random random) => (random.Next(1, 500) * random.Next(1, 1001)) / 100m;

    /// <summary>The first letters of the last name, as staff type them when somebody has lost the badge.</summary>
    public static string PartOf(string name) => name[(name.LastIndexOf(' ') + 1)..].Truncate(5);

    private static string LastName(Random random) =>
        random.Next(4) == 0 ? $"{Pick(random, LastNames)}-{Pick(random, LastNames)}" : Pick(random, LastNames);

    private static string Email(string name, Random random)
    {
        var local = new string([.. SearchText.Key(name).Replace(' ', '.').Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')]).Trim('.');
        return $"{(local.Length > 0 ? local : "visitor")}{random.Next(100_000_000)}@{Pick(random, Domains)}";
    }

    private static string Phone(Random random) => random.Next(4) switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"+49 {random.Next(150, 180)} {random.Next(1_000_000, 10_000_000)}"),
        1 => string.Create(CultureInfo.InvariantCulture, $"0{random.Next(20, 99)}/{random.Next(100_000, 1_000_000)}-{random.Next(100)}"),
        2 => string.Create(CultureInfo.InvariantCulture, $"+33 6 {random.Next(10, 99)} {random.Next(10, 99)} {random.Next(10, 99)} {random.Next(10, 99)}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"+1 ({random.Next(201, 990)}) {random.Next(200, 1000)}-{random.Next(1000, 10_000)}"),
    };

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
