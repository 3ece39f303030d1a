using ExhibitionCrm.Web.Forms;

namespace ExhibitionCrm.Tests.Forms;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("info@müller-messe.de", "info@müller-messe.de", "info@xn--mller-messe-thb.de")]
    [InlineData("info@xn--mller-messe-thb.de", "info@müller-messe.de", "info@xn--mller-messe-thb.de")]
    [InlineData(" Info@Müller-Messe.DE ", "Info@müller-messe.de", "Info@xn--mller-messe-thb.de")]
    [InlineData("\u202aann@example.org\u202c", "ann@example.org", "ann@example.org")]
    [InlineData("用户@例え.jp", "用户@例え.jp", "用户@xn--r8jz45g.jp")]
    [InlineData("ann@p\u0430ypal.com", "ann@xn--pypal-4ve.com", "ann@xn--pypal-4ve.com")]
    [InlineData("o'neil+fair@mail.example.org", "o'neil+fair@mail.example.org", "o'neil+fair@mail.example.org")]
    public void TryCreate_EitherForm_IsOneAddress(string typed, string kept, string sent)
    {
        Assert.True(EmailAddress.TryCreate(typed, out var address, out _));
        Assert.Equal((kept, sent), (address.Value, EmailAddress.ToAscii(address.Value)));
        Assert.True(EmailAddress.TryCreate(sent, out var again, out _));
        Assert.Equal(address, again);
        Assert.Equal(address, EmailAddress.OfStored(sent));
    }

    [Theory]
    [InlineData(null, ValueFault.Missing)]
    [InlineData("\u202e", ValueFault.Missing)]
    [InlineData("ann", ValueFault.Malformed)]
    [InlineData("ann@", ValueFault.Malformed)]
    [InlineData("@example.org", ValueFault.Malformed)]
    [InlineData("ann@localhost", ValueFault.Malformed)]
    [InlineData("ann@xn--0.de", ValueFault.Malformed)]
    [InlineData("ann@a..b", ValueFault.Malformed)]
    [InlineData("a b@example.org", ValueFault.Malformed)]
    [InlineData("a\0@example.org", ValueFault.Malformed)]
    [InlineData("a\uFFFE@example.org", ValueFault.Malformed)]
    [InlineData("\"a\"@example.org", ValueFault.Malformed)]
    [InlineData("a@b@example.org", ValueFault.Malformed)]
    [InlineData("ann@example.org, bob@example.org", ValueFault.Malformed)]
    public void TryCreate_WhatIsNone_SaysWhy(string? typed, ValueFault expected)
    {
        Assert.False(EmailAddress.TryCreate(typed, out _, out var fault));
        Assert.Equal(expected, fault);
    }

    [Theory]
    [InlineData("no address")]
    [InlineData("")]
    [InlineData("x@")]
    public void Normalize_WhatHasNoDomain_IsLeftAlone(string text) =>
        Assert.Equal((text, text), (EmailAddress.Normalize(text), EmailAddress.ToAscii(text)));
}
