namespace ExhibitionCrm.Web.Lists;

/// <summary>A column that a list can be sorted by.</summary>
/// <param name="Name">As <see cref="Sort.Column"/> has it.</param>
/// <param name="Css">Classes of its head.</param>
public sealed record SortColumn(string Name, string Label, string Css = "", bool DescendingFirst = false);

/// <summary>A link that sorts a list.</summary>
/// <param name="IsCurrent">Whether the list is sorted by it; the link turns the order then.</param>
public sealed record SortLink(string Label, string Address, bool IsCurrent, bool IsDescending)
{
    public string Order => IsDescending ? "descending" : "ascending";

    /// <summary>Behind the label; nothing where the list is sorted by something else.</summary>
    public string Arrow => !IsCurrent ? "" : IsDescending ? " ↓" : " ↑";
}

/// <summary>The model of _ListTools: what phones have in place of a table's head.</summary>
public sealed record ListTools(bool MaySelect, IReadOnlyList<SortLink> Sorts);
