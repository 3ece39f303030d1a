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
        Assert.True(ContactDetails.TryCreate(new ContactText(name, email, phone), out var details, out var faults), faults.ToString());
        Assert.Equal((savedName, savedEmail, savedPhone), (details.Name, details.Email!.Value, details.Phone!.Value));
        Assert.Equal(new ContactFaults(null, null, null), faults);
    }

    [Theory]
    [InlineData("\u202eevil", "evil")]
    [InlineData("\u2067\u202a Ann \u202c", "Ann")]
    [InlineData("a\u2066b\u2069c\u202d", "abc")]
    [InlineData("שלום\u200f", "שלום\u200f")]
    public void TryCreate_WhatTurnsText_IsLeftOut(string typed, string kept)
    {
        Assert.True(ContactDetails.TryCreate(new ContactText(typed, Email, $"\u202a{Phone}\u202c"), out var details, out _));
        Assert.Equal((kept, Phone), (details.Name, details.Phone!.Value));
    }

    [Fact]
    public void TryCreate_WithManyFaults_NamesEach()
    {
        var text = new ContactText(" ", "ann@", "12-34") { Company = "a\nb", JobTitle = new string('j', 256), Note = "a\u0001" };
        Assert.False(ContactDetails.TryCreate(text, out var details, out var faults));
        Assert.Null(details);
        Assert.Equal(
            new ContactFaults(ValueFault.Missing, ValueFault.Malformed, ValueFault.TooFewDigits)
            {
                Company = ValueFault.NotPlain,
                JobTitle = ValueFault.TooLong,
                Note = ValueFault.NotPlain,
            },
            faults);
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
        Assert.False(ContactDetails.TryCreate(new ContactText(name, Email, Phone), out _, out var faults));
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
        Assert.False(ContactDetails.TryCreate(new ContactText(Name, Email, phone), out _, out var faults));
        Assert.Equal(new ContactFaults(null, null, fault), faults);
    }

    [Fact]
    public void TryCreate_AtTheLimits_IsTaken()
    {
        Assert.True(ContactDetails.TryCreate(LongText(0), out var details, out _));
        Assert.Equal((255, 255, 255, 2000), (details.Name.Length, details.Company.Length, details.JobTitle.Length, details.Note.Length));
        Assert.False(ContactDetails.TryCreate(LongText(1), out _, out var faults));
        Assert.Equal(
            new ContactFaults(ValueFault.TooLong, null, null) { Company = ValueFault.TooLong, JobTitle = ValueFault.TooLong, Note = ValueFault.TooLong }, faults);

        static ContactText LongText(int more) => new(new string('n', ContactDetails.NameMaxLength + more), Email, "12345")
        {
            Company = new string('ü', ContactDetails.CompanyMaxLength + more),
            JobTitle = new string('山', ContactDetails.JobTitleMaxLength + more),
            Note = new string('x', ContactDetails.NoteMaxLength + more),
        };
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData(" \u2003\t", "")]
    [InlineData(" Müller & Söhne GmbH ", "Müller & Söhne GmbH")]
    [InlineData("شركة المعرض", "شركة المعرض")]
    [InlineData("山田商事 😀👨‍👩‍👧", "山田商事 😀👨‍👩‍👧")]
    [InlineData("\u202eevil\u202c Ltd", "evil Ltd")]
    public void TryCreate_WhatMayBeLeftOut_IsKeptAsTyped(string? typed, string kept)
    {
        var text = new ContactText(Name, Email, Phone) { Company = typed, JobTitle = typed };
        Assert.True(ContactDetails.TryCreate(text, out var details, out _));
        Assert.Equal((kept, kept, ""), (details.Company, details.JobTitle, details.Note));
    }

    [Theory]
    [InlineData("a\u0000b")]
    [InlineData("a\u0007b")]
    [InlineData("a\u009fb")]
    [InlineData("a\uFFFEb")]
    [InlineData("a\uFDD0b")]
    [InlineData("a\U0010FFFFb")]
    public void TryCreate_WhatNoTextMayHold_IsRefusedInEachField(string typed)
    {
        var text = new ContactText(Name, Email, Phone) { Company = typed, JobTitle = typed, Note = typed };
        Assert.False(ContactDetails.TryCreate(text, out _, out var faults));
        Assert.Equal(
            new ContactFaults(null, null, null) { Company = ValueFault.NotPlain, JobTitle = ValueFault.NotPlain, Note = ValueFault.NotPlain }, faults);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData(" \r\n ", "")]
    [InlineData(" two\r\nlines\rand\ta tab\n", "two\nlines\nand\ta tab")]
    public void TryCreate_ANote_KeepsItsLines(string? typed, string kept)
    {
        Assert.True(ContactDetails.TryCreate(new ContactText(Name, Email, Phone) { Note = typed }, out var details, out _));
        Assert.Equal(kept, details.Note);
    }

    [Theory]
    [InlineData("+49 (0)30 / 12-34", "490301234")]
    [InlineData("٠٣٠", "030")]
    [InlineData("none", "")]
    public void Digits_OfAPhone_AreDigitsAlone(string typed, string expected) => Assert.Equal(expected, PhoneNumber.OfStored(typed).Digits);
}
