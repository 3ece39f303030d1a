namespace ExhibitionCrm.Web.Forms;

/// <summary>
/// Names one showing of a form. The database takes each key only once, so that a form sent twice, by a double click, a
/// reload or a retry after a lost answer, saves once.
/// </summary>
public static class IdempotencyKey
{
    public static string New() => Guid.CreateVersion7().ToString();

    /// <summary>A form without its key, or with a mangled one, counts as sent for the first time.</summary>
    public static Guid Read(string? sent) => Guid.TryParse(sent, out var key) && key != Guid.Empty ? key : Guid.CreateVersion7();
}
