using System.Globalization;
using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Lists;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Bills;

/// <summary>
/// The numbers by which people call bills, counted from 1 at each exhibition. None is given twice there; some are never used,
/// as when a form comes twice.
/// </summary>
public static partial class BillNumbers
{
    /// <summary>Of the first exhibition; those of others have their IDs behind it.</summary>
    internal const string Sequence = "bill_numbers";

    /// <summary>A function of the database, of an exhibition's ID; a trigger asks it as well for bills that are saved without a number.</summary>
    internal const string Next = "next_bill_number";

    private const string Draw = $$"""
        select {{Next}}({1}) as "Value" from generate_series(1, {0})
        """;

    /// <summary>The next ones, the lowest first.</summary>
    public static Task<List<int>> DrawAsync(CrmDbContext db, int count, CancellationToken cancellationToken = default) =>
        db.Database.SqlQueryRaw<int>(Draw, count, db.ExhibitionId).TagWith(PreparedStatements.Mark).ToListAsync(cancellationToken);

    /// <summary>Reads a number as people say it: "1042", "#1042", "No. 1042", "Bill 1042". Never with zeros in front, as phone numbers have them.</summary>
    public static bool TryParse(string? typed, out int number)
    {
        number = 0;
        var text = string.Concat(string.Join(' ', SearchText.Words(typed)).Select(AsciiDigit));
        return Said().Match(text) is { Success: true } said
            && int.TryParse(said.Groups["digits"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static char AsciiDigit(char c) => CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and var digit ? (char)('0' + digit) : c;

    [GeneratedRegex(@"^(bill )?((#|no\.?|nr\.?|number) ?)?(?<digits>[1-9][0-9]{0,9})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Said();
}
