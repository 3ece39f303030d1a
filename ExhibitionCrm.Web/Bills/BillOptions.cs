using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Bills;

/// <summary>What bills at this exhibition are like.</summary>
/// <param name="ImplausibleFrom">IMPLAUSIBLE_AMOUNT: from here on an amount is asked about before it is saved, in units of the exhibition's currency.</param>
public sealed record BillOptions(decimal ImplausibleFrom)
{
    private const int Usual = 10_000;

    internal static BillOptions Read(SettingsReader settings) => new(settings.Number("IMPLAUSIBLE_AMOUNT", Usual, 1, (int)Amount.Max));
}
