using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Demo;

/// <summary>What visitors and exhibitors pay for at a counter.</summary>
internal static class DemoPurchases
{
    // More than once in the list is bought more often.
    private static readonly (string Description, decimal Price, int MostAtOnce)[] Items =
    [
        ("Day ticket", 28m, 4), ("Day ticket", 28m, 2), ("Day ticket, reduced", 16.50m, 3), ("Three-day ticket", 62m, 2),
        ("Catalogue, printed", 14.90m, 2), ("Parking permit P2, one day", 12m, 1), ("Lunch voucher", 13.50m, 6),
        ("Guided tour, 90 minutes", 19m, 4), ("Workshop: lighting for small stands\nSaturday, room 4", 145m, 2),
        ("Conference: materials of tomorrow", 390m, 2), ("Evening reception", 75m, 2), ("Additional exhibitor badge", 22m, 5),
        ("Power supply 3 kW, three days", 168m, 1), ("Wi-Fi for a stand, three days", 99m, 1), ("Lead scanner, rental", 89m, 3),
        ("Furniture: counter and two bar stools", 214.40m, 2), ("Display case with lighting, rental", 318m, 2), ("Forklift, per half hour", 46.75m, 3),
        ("Stand cleaning, per day", 58m, 3), ("Deposit for stand B-17", 1_250m, 1), ("", 35m, 1),
    ];

    private static readonly string[] Reasons =
    [
        "Entered twice", "Wrong customer", "Paid by the employer instead", "Ticket handed back before entry", "Wrong quantity, added again",
    ];

    public static (string Description, Amount Amount) Draw(Random random, Currency currency)
    {
        var (description, price, most) = Items[random.Next(Items.Length)];
        var quantity = random.Next(1, most + 1);

        // Where there are no decimal places, a ticket costs thousands rather than tens.
        return (quantity > 1 ? $"{quantity} × {description}" : description, Amount.Of(quantity * price * (currency.Places == 0 ? 100 : 1), currency));
    }

    public static string VoidReason(Random random) => Reasons[random.Next(Reasons.Length)];
}
