namespace ExhibitionCrm.Web.Data;

/// <summary>What is said where the database refuses a change because of the exhibition that it belongs to.</summary>
internal static class ArchivedExhibition
{
    /// <summary>Of the triggers that refuse.</summary>
    public const string ConstraintName = "exhibition_archived";

    public const string Message = "This exhibition is archived: it can be read, not changed.";

    private const string MessageOfADeletedOne = "This exhibition has just been deleted. Nothing was saved.";

    private static readonly string[] Belonging = ["fk_customers_exhibitions", "fk_mail_batches_exhibitions"];

    /// <summary>Null for any other failure.</summary>
    public static string? MessageFor(Exception failure) =>
        failure.Broke(ConstraintName) ? Message
        : Array.Exists(Belonging, failure.Broke) ? MessageOfADeletedOne
        : null;
}
