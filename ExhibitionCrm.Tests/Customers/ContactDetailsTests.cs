using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Forms;

namespace ExhibitionCrm.Tests.Customers;

public sealed class ContactDetailsTests
{
    private const string Name = "Ann";
    private const string Email = "ann@example.org";
    private const string Phone = "+49 30 123";

    [Theory]
    [InlineData(" Ann Müller\t", " ann@example.org ", " 030 / 12 3 ", "Ann Müller", "ann@example.org", "030 / 12 3")]
    [InlineData("حسن 😀", "用户@例え.jp", "٠٣٠ ١٢٣", "حسن 😀", "用户@例え.jp", "٠٣٠ ١٢٣")]
    public void TryCreate_WhatACustomerCanHave_IsKeptAsTyped(string name, string email, string phone, string savedName, string savedEmail, string savedPhone)
    {
        Assert.True(ContactDetails.TryCreate(name, email, phone, out var details, out var faults), faults.ToString());
        Assert.Equal((savedName, savedEmail, savedPhone), (details.Name, details.Email.Value, details.Phone.Value));
        Assert.Equal(new ContactFaults(null, null, null), faults);
    }

    [Theory]
    [InlineData("\u202eevil", "evil")]
    [InlineData("\u2067\u202a Ann \u202c", "Ann")]
    [InlineData("a\u2066b\u2069c\u202d", "abc")]
    [InlineData("שלום\u200f", "שלום\u200f")]
    public void TryCreate_WhatTurnsText_IsLeftOut(string typed, string kept)
    {
        Assert.True(ContactDetails.TryCreate(typed, Email, $"\u202a{Phone}\u202c", out var details, out _));
        Assert.Equal((kept, Phone), (details.Name, details.Phone.Value));
    }

    [Fact]
    public void TryCreate_WithManyFaults_NamesEach()
    {
        Assert.False(ContactDetails.TryCreate(" ", "ann@", "12-34", out var details, out var faults));
        Assert.Null(details);
        Assert.Equal(new ContactFaults(ValueFault.Missing, ValueFault.Malformed, ValueFault.TooFewDigits), faults);
    }

    [Theory]
    [InlineData(null, ValueFault.Missing)]
    [InlineData(" \u2003 ", ValueFault.Missing)]
    [InlineData("a\u0001b", ValueFault.NotPlain)]
    [InlineData("a\nb", ValueFault.NotPlain)]
    [InlineData("a\uFFFEb", ValueFault.NotPlain)]
    [InlineData("a\uFDD0", ValueFault.NotPlain)]
    public void TryCreate_ABadName_SaysWhatIsWrong(string? name, ValueFault fault)
    {
        Assert.False(ContactDetails.TryCreate(name, Email, Phone, out _, out var faults));
        Assert.Equal(new ContactFaults(fault, null, null), faults);
    }

    [Theory]
    [InlineData(null, ValueFault.Missing)]
    [InlineData("one two", ValueFault.TooFewDigits)]
    [InlineData("+49 1", ValueFault.TooFewDigits)]
    [InlineData("12345\u0007", ValueFault.NotPlain)]
    [InlineData("123456789012345678901", ValueFault.TooLong)]
    public void TryCreate_ABadPhone_SaysWhatIsWrong(string? phone, ValueFault fault)
    {
        Assert.False(ContactDetails.TryCreate(Name, Email, phone, out _, out var faults));
        Assert.Equal(new ContactFaults(null, null, fault), faults);
    }

    [Fact]
    public void TryCreate_AtTheLimits_IsTaken()
    {
        Assert.True(ContactDetails.TryCreate(new string('n', ContactDetails.NameMaxLength), Email, "12345", out _, out _));
        Assert.False(ContactDetails.TryCreate(new string('n', ContactDetails.NameMaxLength + 1), Email, "12345", out _, out var faults));
        Assert.Equal(ValueFault.TooLong, faults.Name);
    }

    [Theory]
    [InlineData("+49 (0)30 / 12-34", "490301234")]
    [InlineData("٠٣٠", "030")]
    [InlineData("none", "")]
    public void Digits_OfAPhone_AreDigitsAlone(string typed, string expected) => Assert.Equal(expected, PhoneNumber.OfStored(typed).Digits);
}
