using ExhibitionCrm.Web.Configuration;
using PhoneNumbers;

namespace ExhibitionCrm.Web.Customers;

/// <summary>How phone numbers are read.</summary>
/// <param name="Region">PHONE_REGION: the country of those typed without one, by ISO 3166 code; null for none.</param>
public sealed record PhoneOptions(string? Region)
{
    internal static PhoneOptions Read(SettingsReader settings)
    {
        var region = settings.Text("PHONE_REGION");
        if (region is not null && !PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(region))
        {
            settings.Fault("PHONE_REGION", "must be a country code of two capital letters, like DE");
        }

        return new PhoneOptions(region);
    }
}
