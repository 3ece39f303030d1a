namespace ExhibitionCrm.Web.Customers;

/// <summary>Two customers who are to become one. Versions are those that whoever decided has seen.</summary>
/// <param name="KeepsSecondId">Whether the second one survives, rather than the first.</param>
/// <param name="Key">Of the form: one that was sent before merges nothing again.</param>
public sealed record MergeOrder(
    string FirstId, int FirstVersion, string SecondId, int SecondVersion, bool KeepsSecondId, MergedFields Fields, Guid Key);

/// <summary>Whose value is kept of each.</summary>
public sealed record MergedFields(MergeSource Name, MergeSource Email, MergeSource Phone, MergeSource Company, MergeSource JobTitle, MergeSource Note);

/// <summary>Of which of the two a value is kept.</summary>
public enum MergeSource
{
    First,
    Second,

    /// <summary>Notes only: one after the other.</summary>
    Both,
}

/// <summary>Two customers side by side.</summary>
public sealed record MergePair(MergeSide First, MergeSide Second)
{
    /// <summary>Both notes, in this order.</summary>
    public string JoinedNote => string.Join('\n', new[] { First.Contact.Note, Second.Contact.Note }.Where(note => note.Length > 0).Distinct());

    /// <summary>Whether there are two notes, and a customer's note has room for both.</summary>
    public bool MayJoinNotes =>
        First.Contact.Note.Length > 0 && Second.Contact.Note.Length > 0 && First.Contact.Note != Second.Contact.Note && JoinedNote.Length <= ContactDetails.NoteMaxLength;

    /// <summary>The details that are left. Somebody who can be reached stays so: an address or number is not given up for none.</summary>
    internal ContactDetails Choose(MergedFields fields)
    {
        var email = Of(fields.Email).Email ?? First.Contact.Email ?? Second.Contact.Email;
        var phone = Of(fields.Phone).Phone ?? First.Contact.Phone ?? Second.Contact.Phone;
        var note = fields.Note == MergeSource.Both ? JoinedNote : Of(fields.Note).Note;
        return ContactDetails.OfStored(Of(fields.Name).Name, email?.Value ?? "", phone?.Value ?? "", Of(fields.Company).Company, Of(fields.JobTitle).JobTitle, note);
    }

    private ContactDetails Of(MergeSource source) => source == MergeSource.Second ? Second.Contact : First.Contact;
}

/// <summary>One of two who may be merged. The total is in the exhibition's currency, times are in UTC.</summary>
/// <param name="Mails">How many mails to the customer there are, whatever became of them.</param>
public sealed record MergeSide(
    string Id, ContactDetails Contact, int Version, int BillCount, decimal BillTotal, int Mails, DateTimeOffset CreatedAt, string CreatedBy);

/// <summary>What came of merging two customers. Nothing was changed but for the first.</summary>
public abstract record MergeOutcome
{
    private MergeOutcome()
    {
    }

    /// <summary>Now, or when the same form was sent before.</summary>
    public sealed record Merged(string SurvivorId, string MergedId) : MergeOutcome;

    /// <summary>Somebody else changed one of the two since.</summary>
    public sealed record ChangedMeanwhile : MergeOutcome;

    /// <summary>One of the two is no customer any more: deleted or merged by somebody else.</summary>
    public sealed record NotThere : MergeOutcome;

    /// <summary>The one who would be merged is being sent a mail this moment.</summary>
    public sealed record MailIsBeingSent : MergeOutcome;

    /// <summary>Both notes together are too long.</summary>
    public sealed record NoteTooLong : MergeOutcome;

    /// <summary>The key was used before for others.</summary>
    public sealed record KeyUsedForOthers : MergeOutcome;
}

/// <summary>A merge, for the survivor's page. The time is in UTC.</summary>
/// <param name="MergedName">Null once it was erased.</param>
/// <param name="MayBeUndone">Whether it is not too long ago.</param>
public sealed record MergeRow(long Id, string MergedId, string? MergedName, DateTimeOffset MergedAt, string MergedBy, bool MayBeUndone);

/// <summary>What undoing a merge does. The time is in UTC.</summary>
/// <param name="MergedName">Null once it was erased.</param>
/// <param name="Obstacle">Why it cannot be undone; null where it can.</param>
/// <param name="Version">The survivor's, to be given back.</param>
/// <param name="Bills">How many go back.</param>
/// <param name="Restored">The survivor's details that become what they were.</param>
/// <param name="Edited">The labels of those that somebody changed since: they stay.</param>
public sealed record UndoableMerge(
    string SurvivorId, string MergedId, string? MergedName, DateTimeOffset MergedAt, string MergedBy, UndoMergeOutcome? Obstacle,
    int Version, int Bills, IReadOnlyList<Activity.FieldChange> Restored, IReadOnlyList<string> Edited);

/// <summary>What came of undoing a merge. Nothing was changed but for the first.</summary>
public enum UndoMergeOutcome
{
    Undone,
    AlreadyUndone,
    TooLate,

    /// <summary>The survivor was merged since: that is to be undone first.</summary>
    SurvivorWasMerged,

    /// <summary>Somebody else changed the survivor since the page was shown.</summary>
    ChangedMeanwhile,

    /// <summary>One of the mails that would go back is being sent this moment.</summary>
    MailIsBeingSent,

    /// <summary>Somebody has the merged ID here by now.</summary>
    IdIsTaken,

    NotFound,
}
