using PhoneNumbers;

namespace ExhibitionCrm.Web.Customers;

/// <summary>What a phone number means in the exhibition's country.</summary>
public sealed class PhoneNumbers(PhoneOptions options)
{
    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();

    /// <summary>The number in E.164 (as in +4930123456), for a tel: link; null where it cannot be understood.</summary>
    public string? ToE164(string typed)
    {
        try
        {
            var number = Library.Parse(typed, options.Region);
            return Library.IsPossibleNumber(number) ? Library.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
