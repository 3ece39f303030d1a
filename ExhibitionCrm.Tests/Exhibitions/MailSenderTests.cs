using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Forms;

namespace ExhibitionCrm.Tests.Exhibitions;

public sealed class MailSenderTests
{
    public static TheoryData<string?, string?, ValueFault?, ValueFault?> Wrong => new()
    {
        { "Expo", null, null, ValueFault.Missing },
        { "Expo", " ", null, ValueFault.Missing },
        { "", "nobody", null, ValueFault.Malformed },
        { "", "a@b", null, ValueFault.Malformed },
        { "", "a b@example.org", null, ValueFault.Malformed },
        { "", "a@example.org, b@example.org", null, ValueFault.Malformed },
        { "", "Expo <a@example.org>", null, ValueFault.Malformed },
        { "", "a@example.org\r\nBcc: victim@example.org", null, ValueFault.Malformed },
        { "", "\"a b\"@example.org", null, ValueFault.Malformed },
        { "", $"{new string('a', 64)}@{new string('b', 60)}.{new string('c', 60)}.{new string('d', 60)}.{new string('e', 20)}.example", null, ValueFault.TooLong },
        { "", "müller@example.org", null, ValueFault.Unknown },
        { "Expo\r\nBcc: victim@example.org", "a@example.org", ValueFault.NotPlain, null },
        { "a\u0000b", "a@example.org", ValueFault.NotPlain, null },
        { "a\u2028b", "a@example.org", ValueFault.NotPlain, null },
        { "a\u2029b", "a@example.org", ValueFault.NotPlain, null },
        { "a\uFFFEb", "a@example.org", ValueFault.NotPlain, null },
        { new string('x', 101), "a@example.org", ValueFault.TooLong, null },
        { new string('x', 101), "a", ValueFault.TooLong, ValueFault.Malformed },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void TryCreate_OfAWrongOne_SaysWhatIsWrong(string? name, string? address, ValueFault? ofName, ValueFault? ofAddress)
    {
        Assert.False(MailSender.TryCreate(name, address, out var sender, out var faults));
        Assert.Null(sender);
        Assert.Equal((ofName, ofAddress), faults);
    }

    [Theory]
    [InlineData("Expo 2027", "info@example.org", "Expo 2027", "info@example.org")]
    [InlineData("", "info@example.org", "", "info@example.org")]
    [InlineData(null, " Info@EXAMPLE.org ", "", "Info@example.org")]
    [InlineData(" \"Ann\" O'Neil, Ph.D. <x> ", "a+b@example.org", "\"Ann\" O'Neil, Ph.D. <x>", "a+b@example.org")]
    [InlineData("Große Messe", "info@xn--mller-messe-thb.de", "Große Messe", "info@müller-messe.de")]
    [InlineData("معرض \u202E دبي", "info@müller-messe.de", "معرض  دبي", "info@müller-messe.de")]
    public void TryCreate_OfARightOne_IsWhatWasTyped(string? name, string? address, string keptName, string keptAddress)
    {
        Assert.True(MailSender.TryCreate(name, address, out var sender, out var faults));
        Assert.Equal((null, null), faults);
        Assert.Equal((keptName, keptAddress), (sender.Name, sender.Address));
    }

    [Theory]
    [InlineData("Exhibition <crm@example.org>", "Exhibition|crm@example.org")]
    [InlineData("crm@example.org", "|crm@example.org")]
    [InlineData("\"Große Messe, Halle 7\" <crm@müller-messe.de>", "Große Messe, Halle 7|crm@müller-messe.de")]
    [InlineData("Exhibition CRM <crm@localhost>", null)]
    [InlineData("nobody", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Parse_OfTheSetting_IsASenderOrNone(string? text, string? expected) =>
        Assert.Equal(expected, MailSender.Parse(text) is { } sender ? $"{sender.Name}|{sender.Address}" : null);
}
