// The library's namespace has the same name.
using CrmPhoneNumbers = ExhibitionCrm.Web.Customers.PhoneNumbers;

namespace ExhibitionCrm.Tests.Customers;

public sealed class PhoneNumbersTests
{
    [Theory]
    [InlineData("+49 30 123456", null, "+4930123456")]
    [InlineData("030 / 12 34 56", "DE", "+4930123456")]
    [InlineData("+1 (212) 555-0123", "DE", "+12125550123")]
    [InlineData("030 123456", null, null)]
    [InlineData("ask at the service", "DE", null)]
    [InlineData("", "DE", null)]
    [InlineData("+", "DE", null)]
    [InlineData("1", "DE", null)]
    public void ToE164_UnderstandsWhatItCan(string typed, string? region, string? expected) =>
        Assert.Equal(expected, new CrmPhoneNumbers(TestOptions.Exhibition(phoneRegion: region)).ToE164(typed));
}
