namespace ExhibitionCrm.Web.Demo;

/// <summary>
/// Where visitors come from: names as people there write them, and phone numbers that nobody has. A name that is not in
/// Latin letters says after "=" how its bearer spells it in an e-mail address.
/// </summary>
/// <param name="Share">How many of a hundred visitors, about.</param>
/// <param name="Phones">
/// Patterns in which # is a digit: the ranges that the country keeps for films and books, or else numbers whose
/// subscriber part begins with zeros, which are given to nobody.
/// </param>
/// <param name="Joint">Between the names: a blank, or nothing.</param>
internal sealed record DemoRegion(
    int Share, string[] Phones, string[] GivenNames, string[] FamilyNames, bool FamilyNameFirst = false, string Joint = " ")
{
    public static readonly IReadOnlyList<DemoRegion> All =
    [
        new(26, ["+49 30 23125 ###", "030 23125###", "+49 89 99998 ###", "040/66969-###", "+49 (0)69 90009-###"],
            ["Anna", "Jürgen", "Katharina", "Thomas", "Sabine", "Lukas", "Friederike", "Hans-Peter", "Jonas", "Mia", "Uwe", "Änne"],
            ["Müller", "Schäfer", "Weiß", "Köhler", "Vogel", "Groß", "Brandt", "Zimmermann", "Böhm", "Lange", "Krüger", "von der Heide"]),
        new(9, ["+44 20 7946 0###", "+44 7700 900###", "+44 161 496 0###"],
            ["Oliver", "Charlotte", "Harriet", "Rhys", "Imogen", "Callum", "Siân", "George"],
            ["Whitfield", "O'Brien", "MacDonald", "Ashworth", "Llewellyn", "Carter", "Smith-Jones", "Hughes"]),
        new(7, ["+1 212 555 01##", "(415) 555-01##", "+1 312 555 01##"],
            ["Michael", "Denise", "Jamal", "Ashley", "Ethan", "Maria", "Grace", "Tyler"],
            ["Johnson", "Rodriguez", "Washington", "Kowalski", "Bennett", "Nguyen", "Stein", "Harper"]),
        new(8, ["+33 1 99 00 ## ##", "+33 6 39 98 ## ##", "04 65 71 ## ##"],
            ["Chloé", "François", "Hélène", "Jean-Luc", "Zoé", "Étienne", "Noémie", "Gaël"],
            ["Dubois", "Lefèvre", "Moreau", "Garçon", "d'Artois", "Besançon", "Petit", "Rousseau"]),
        new(7, ["+48 22 000 ## ##", "+48 61 000 ## ##"],
            ["Agnieszka", "Łukasz", "Małgorzata", "Paweł", "Zofia", "Krzysztof", "Żaneta"],
            ["Wiśniewska", "Nowak", "Kamiński", "Dąbrowski", "Zając", "Lewandowska", "Szczepański"]),
        new(6, ["+39 02 0000 ####", "+39 06 0000 ####"],
            ["Giulia", "Lorenzo", "Niccolò", "Chiara", "Matteo", "Francesca"],
            ["Rossi", "D'Angelo", "Bianchi", "Ferrari", "Conti", "Marchetti"]),
        new(6, ["+34 91 000 ## ##", "+34 93 000 ## ##"],
            ["Sofía", "Íñigo", "Lucía", "Andrés", "Begoña", "Joaquín"],
            ["García Ibáñez", "Muñoz", "Peña", "Fernández", "Núñez Soler", "Castaño"]),
        new(6, ["+90 212 000 ## ##", "+90 312 000 ## ##"],
            ["Ayşe", "Mehmet", "Işıl", "Çağla", "Emre", "Gül"],
            ["Yılmaz", "Öztürk", "Şahin", "Çelik", "Güneş", "Kılıç"]),
        new(5, ["+46 8 465 004 ##", "+46 31 390 06 ##"],
            ["Åsa", "Björn", "Linnéa", "Göran", "Maja", "Håkan"],
            ["Lindström", "Åkesson", "Sjöberg", "Nyström", "Hägg", "Bergqvist"]),
        new(4, ["+31 20 000 ####", "+31 10 000 ####"],
            ["Daan", "Femke", "Joris", "Anouk", "Sander", "Renée"],
            ["van den Berg", "de Vries", "Jansen", "Bakker", "ter Horst", "Meijer"]),
        new(3, ["+420 200 000 ###", "+420 500 000 ###"],
            ["Tereza", "Matěj", "Zdeněk", "Božena", "Jiří"],
            ["Dvořák", "Nováková", "Horák", "Řezníček", "Šťastný"]),
        new(3, ["+30 21 0000 ####"],
            ["Ελένη=Eleni", "Νίκος=Nikos", "Αλέξανδρος=Alexandros", "Δήμητρα=Dimitra"],
            ["Παπαδόπουλος=Papadopoulos", "Παππάς=Pappas", "Γεωργίου=Georgiou", "Νικολαΐδης=Nikolaidis"]),
        new(3, ["+380 44 000 ## ##", "+380 32 000 ## ##"],
            ["Олена=Olena", "Андрій=Andrii", "Наталія=Nataliia", "Дмитро=Dmytro"],
            ["Шевченко=Shevchenko", "Коваленко=Kovalenko", "Бондар=Bondar", "Ткачук=Tkachuk"]),
        new(2, ["+971 4 000 ####", "+20 2 0000 ####"],
            ["محمد=Mohammed", "فاطمة=Fatima", "ليلى=Layla", "يوسف=Youssef"],
            ["الحسن=Alhassan", "حداد=Haddad", "منصور=Mansour", "النجار=Alnajjar"]),
        new(1, ["+972 3 000 ####"], ["נועה=Noa", "דוד=David", "תמר=Tamar"], ["כהן=Cohen", "לוי=Levi", "מזרחי=Mizrahi"]),
        new(3, ["+81 3 0000 ####", "+81 6 0000 ####"],
            ["美咲=Misaki", "健太=Kenta", "陽菜=Hina", "大輔=Daisuke"],
            ["田中=Tanaka", "佐藤=Sato", "鈴木=Suzuki", "渡辺=Watanabe"], FamilyNameFirst: true),
        new(3, ["+86 10 0000 ####", "+86 21 0000 ####"],
            ["伟=Wei", "秀英=Xiuying", "敏=Min", "国强=Guoqiang"],
            ["王=Wang", "李=Li", "张=Zhang", "陈=Chen"], FamilyNameFirst: true, Joint: ""),
        new(2, ["+82 2 000 ####"], ["민준=Minjun", "서연=Seoyeon", "지호=Jiho"], ["김=Kim", "이=Lee", "박=Park"], FamilyNameFirst: true, Joint: ""),
        new(3, ["+91 11 0000 ####", "+91 22 0000 ####"],
            ["Priya", "Rahul", "Ananya", "Vikram", "Kavita", "Arjun"], ["Sharma", "Patel", "Iyer", "Chatterjee", "Reddy", "Singh"]),
        new(1, ["+91 11 0000 ####"], ["अनिता=Anita", "सुनील=Sunil"], ["शर्मा=Sharma", "वर्मा=Verma"]),
        new(2, ["+84 24 0000 ####"], ["Thị Hương", "Minh Đức", "Ngọc Ánh"], ["Nguyễn", "Trần", "Phạm"], FamilyNameFirst: true),
        new(2, ["+61 2 5550 ####", "+353 20 91# ####"], ["Aoife", "Lachlan", "Saoirse", "Matilda"], ["Ní Dhomhnaill", "Walsh", "Campbell", "Murphy"]),
    ];

    public static int Shares { get; } = All.Sum(region => region.Share);
}
