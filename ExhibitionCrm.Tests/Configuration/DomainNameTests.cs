using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Tests.Configuration;

public sealed class DomainNameTests
{
    [Theory]
    [InlineData("example.org", "example.org", "example.org")]
    [InlineData("EXAMPLE.Org", "example.org", "example.org")]
    [InlineData("müller-messe.de", "xn--mller-messe-thb.de", "müller-messe.de")]
    [InlineData("MÜLLER-MESSE.DE", "xn--mller-messe-thb.de", "müller-messe.de")]
    [InlineData("mu\u0308ller-messe.de", "xn--mller-messe-thb.de", "müller-messe.de")]
    [InlineData("XN--mller-messe-THB.de", "xn--mller-messe-thb.de", "müller-messe.de")]
    [InlineData("straße.de", "xn--strae-oqa.de", "straße.de")]
    [InlineData("łódź.pl", "xn--d-uga0v4h.pl", "łódź.pl")]
    [InlineData("例え.jp", "xn--r8jz45g.jp", "例え.jp")]
    [InlineData("ｅｘａｍｐｌｅ.jp", "example.jp", "example.jp")]
    [InlineData("почта.рф", "xn--80a1acny.xn--p1ai", "почта.рф")]
    [InlineData("παράδειγμα.gr", "xn--hxajbheg2az3al.gr", "παράδειγμα.gr")]
    [InlineData("موقع.وزارة-الاتصالات.مصر", "xn--4gbrim.xn----ymcbaaajlc6dj7bxne2c.xn--wgbh1c", "موقع.وزارة-الاتصالات.مصر")]
    [InlineData("info.münchen.xn--mnchen-3ya.de", "info.xn--mnchen-3ya.xn--mnchen-3ya.de", "info.münchen.münchen.de")]
    public void TryCreate_HoweverItIsWritten_IsOneDomain(string written, string ascii, string shown)
    {
        Assert.True(DomainName.TryCreate(written, out var domain));
        Assert.Equal((ascii, shown), (domain.Ascii, domain.Shown));
        Assert.True(DomainName.TryCreate(domain.Ascii, out var again));
        Assert.Equal(domain, again);
    }

    /// <summary>Cyrillic or Greek letters among Latin ones or in their place, and what belongs to no writing.</summary>
    [Theory]
    [InlineData("p\u0430ypal.com")]
    [InlineData("g\u03bfogle.com")]
    [InlineData("\u0430\u0440\u0440\u04cf\u0435.com")]
    [InlineData("m\u00fcller-m\u0435sse.de")]
    [InlineData("\u0441\u0430\u0440\u0435.org")]
    [InlineData("例え\u0430.jp")]
    [InlineData("a\u01c3b.org")]
    public void Shown_WhatCouldBeTakenForAnother_StaysInAscii(string written)
    {
        Assert.True(DomainName.TryCreate(written, out var domain));
        Assert.Contains("xn--", domain.Ascii, StringComparison.Ordinal);
        Assert.Equal(domain.Ascii, domain.Shown);
        Assert.True(DomainName.TryCreate(domain.Ascii, out var again));
        Assert.Equal(domain, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("xn--.de")]
    [InlineData("xn--0.de")]
    [InlineData("xn--abc\u00fc.de")]
    public void TryCreate_WhatIsNone_Fails(string written) => Assert.False(DomainName.TryCreate(written, out _));

    [Theory]
    [InlineData("info@XN--mller-messe-thb.de", "info@müller-messe.de")]
    [InlineData("see xn--mnchen-3ya.de, xn--r8jz45g.jp", "see münchen.de, 例え.jp")]
    [InlineData("xn--", "xn--")]
    [InlineData("xn--0", "xn--0")]
    [InlineData("boxn--mnchen-3ya", "boxn--mnchen-3ya")]
    [InlineData("nothing", "nothing")]
    public void Decode_LeavesWhatIsNoDomain(string text, string expected) => Assert.Equal(expected, DomainName.Decode(text));
}
