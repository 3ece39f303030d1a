namespace ExhibitionCrm.Web.Lists;

/// <summary>A column to sort by, in the address as "total" or "-total".</summary>
public sealed record Sort(string Column, bool Descending)
{
    /// <summary>Falls back for a column that there is not.</summary>
    public static Sort Parse(string? text, IEnumerable<string> columns, Sort otherwise)
    {
        var column = text?.TrimStart('-');
        return column is not null && columns.Contains(column) ? new Sort(column, text!.StartsWith('-')) : otherwise;
    }

    public override string ToString() => Descending ? $"-{Column}" : Column;
}
