using System.Text.Json;
using ExhibitionCrm.Web.Security;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>What contact cards say, as phones, badges and address books write them.</summary>
public sealed class CardReadingTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private static readonly (string Card, Contact? Contact)[] Cards =
    [
        // The three versions, with what each has of its own.
        (VCard("VERSION:3.0", "N:Doe;Jane;;Dr.;", "FN:Dr. Jane Doe", "ORG:Example Inc.;Sales", "TITLE:Buyer", "TEL;TYPE=WORK,VOICE:+1 555 0100", "EMAIL;TYPE=INTERNET:jane@example.org"),
            new("Dr. Jane Doe", "jane@example.org", "+1 555 0100", "Example Inc.", "Buyer")),
        (VCard("VERSION:4.0", "FN:Jane Doe", "TEL;VALUE=uri;PREF=2;TYPE=\"voice,home\":tel:+49-30-111;ext=5", "TEL;VALUE=uri;PREF=1;TYPE=cell:tel:+49-30-222", "EMAIL:mailto:jane@example.org"),
            new("Jane Doe", "jane@example.org", "+49-30-222")),
        (VCard("VERSION:2.1", "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen", "ORG;QUOTED-PRINTABLE:Stra=C3=9Fenbau", "TEL;WORK;FAX:1", "TEL;CELL:0170 1234567"),
            new("Jürgen Müller", "", "0170 1234567", "Straßenbau")),
        (VCard("VERSION:2.1", "FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Fran=E7ois", "ORG;CHARSET=nonsense;ENCODING=QUOTED-PRINTABLE:A=C3=A9"), new("François", Company: "Aé")),
        (VCard("VERSION:2.1", "FN;ENCODING=QUOTED-PRINTABLE:Somebody with a name =\r\nof two lines"), new("Somebody with a name of two lines")),

        // Folded lines, escaped characters, groups, line breaks of all kinds, small letters.
        (VCard("VERSION:3.0", "FN:Jane Doe-Wil\r\n helmina", "ORG:Smith\\, Wesson\\; Sons\\nLtd"), new("Jane Doe-Wilhelmina", Company: "Smith, Wesson; Sons Ltd")),
        (VCard("VERSION:2.1", "FN:Jane\r\n Doe"), new("Jane Doe")),
        (VCard("VERSION:3.0", "item1.EMAIL;TYPE=pref:a@example.org", "item1.X-ABLabel:Work", "N:Doe;Jane"), new("Jane Doe", "a@example.org")),
        ("begin:vcard\nversion:3.0\nfn:jane\nend:vcard", new("jane")),
        ("BEGIN:VCARD\rFN:Jane\rEND:VCARD", new("Jane")),
        ("BEGIN:VCARD\r\n\r\nVERSION:3.0\r\n\r\nFN:Ja\r\n\r\n ne\r\n\r\nEND:VCARD", new("Jane")),
        ("\uFEFF\n BEGIN:VCARD\nFN:Jane\nEND:VCARD", new("Jane")),

        // The better one of several; what is no text; what says nothing of a name.
        (VCard("EMAIL:first@example.org", "EMAIL;TYPE=PREF:best@example.org", "TEL;TYPE=HOME:1", "TEL;TYPE=WORK:2", "TEL;TYPE=CELL:3", "ROLE:Buyer"), new("", "best@example.org", "3", "", "Buyer")),
        (VCard("FN:Jane", "PHOTO;ENCODING=b;TYPE=JPEG:AAAA", "TITLE;ENCODING=BASE64:QUJD"), new("Jane")),
        (VCard("ORG:Example"), new("", Company: "Example")),
        (VCard("FN:", "N:;;;;", "EMAIL:a@example.org"), new("", "a@example.org")),

        // MECARD.
        ("MECARD:N:Doe,Jane;TEL:+15550100;EMAIL:jane@example.org;ORG:Example;TITLE:Buyer;;", new("Jane Doe", "jane@example.org", "+15550100", "Example", "Buyer")),
        ("mecard:N:Jane Doe;TEL:1;TEL:2;NOTE:x;;", new("Jane Doe", "", "1")),
        ("MECARD:N:Doe\\;Smith,Jane;ORG:A\\:B\\\\C;;", new("Jane Doe;Smith", Company: "A:B\\C")),
        ("MECARD:TEL:1;;", new("", Phone: "1")),

        // Hostile ones, and what is none.
        (VCard("FN:Ja\0ne\u0007\u202E Doe\uFFFE", "EMAIL:a@example.org\u200F"), new("Ja ne Doe", "a@example.org")),
        (VCard($"FN:{new string('x', 10_000)}"), new(new string('x', 10_000 - "BEGIN:VCARD\r\nFN:".Length))),
        (VCard(new string(';', 9_000), "FN:Jane"), new("Jane")),
        (VCard($"FN;{string.Concat(Enumerable.Repeat("A=\"b", 2_000))}", "FN:Jane"), new("Jane")),
        ($"MECARD:{new string('\\', 9_999)}", null),
        (VCard($"FN;QUOTED-PRINTABLE:{string.Concat(Enumerable.Repeat("=\r\n", 3_000))}Jane"), new("Jane")),
        (VCard("N:<script>alert(1)</script>"), new("<script>alert(1)</script>")),
        (VCard("VERSION:3.0"), null),
        ("BEGIN:VCARD", null),
        ("MECARD:;;", null),
        ("BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT", null),
        ("7K3M9QX2", null),
        ("", null),
    ];

    [ToolFact(Tools.Chromium)]
    public async Task Cards_OfAllKinds_SayWhoSomebodyIs()
    {
        await using var window = await site.OpenAsync(Roles.Viewer);
        await window.Page.GotoAsync("/activity", new() { WaitUntil = WaitUntilState.Load });
        var read = await window.Page.EvaluateAsync<string>(
            "cards => JSON.stringify(JSON.parse(cards).map(card => window.cards.read(card)))", JsonSerializer.Serialize(Cards.Select(c => c.Card)));
        var contacts = JsonSerializer.Deserialize<Contact?[]>(read, JsonSerializerOptions.Web)!;
        Assert.All(Cards.Zip(contacts), pair => Assert.Equal(pair.First.Contact, pair.Second));
    }

    private static string VCard(params string[] lines) => $"BEGIN:VCARD\r\n{string.Join("\r\n", lines)}\r\nEND:VCARD\r\n";

    private sealed record Contact(string Name, string Email = "", string Phone = "", string Company = "", string JobTitle = "");
}
