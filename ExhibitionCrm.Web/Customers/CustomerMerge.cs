using System.Text.Json;
using ExhibitionCrm.Web.Data;

namespace ExhibitionCrm.Web.Customers;

/// <summary>
/// That one customer became part of another, with all that it takes to undo it as long as it can be: then the details of the
/// two are erased. Written by functions of the database alone, which move what belongs to the two.
/// </summary>
public sealed class CustomerMerge : IOfExhibition
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private CustomerMerge()
    {
    }

    public long Id { get; private init; }

    public int ExhibitionId { get; private init; }

    /// <summary>Who is left.</summary>
    public string SurvivorId { get; private init; } = "";

    /// <summary>Whose ID leads to the survivor since.</summary>
    public string MergedId { get; private init; } = "";

    public DateTimeOffset MergedAt { get; private init; }

    /// <summary>A user name.</summary>
    public string MergedBy { get; private init; } = "";

    /// <summary>See <see cref="Forms.IdempotencyKey"/>.</summary>
    public Guid IdempotencyKey { get; private init; }

    /// <summary>The row of the one who was merged, in JSON, as the next two are the survivor's. Empty objects once they were erased, but for the key.</summary>
    public string MergedRow { get; private init; } = "";

    /// <summary>Of the form that registered the one who was merged.</summary>
    public Guid MergedKey { get; private init; }

    public string SurvivorBefore { get; private init; } = "";

    public string SurvivorAfter { get; private init; } = "";

    /// <summary>The IDs of the bills that moved.</summary>
    public Guid[] Bills { get; private init; } = [];

    /// <summary>The mails that moved and what was changed of them, in JSON.</summary>
    public string Mails { get; private init; } = "";

    /// <summary>The IDs of the audit entries that moved.</summary>
    public long[] Entries { get; private init; } = [];

    /// <summary>Null while the two are one.</summary>
    public DateTimeOffset? UndoneAt { get; private init; }

    public string? UndoneBy { get; private init; }

    /// <summary>When the details were erased; null while they are there.</summary>
    public DateTimeOffset? ErasedAt { get; private init; }

    /// <summary>Null once it was erased, as the next two.</summary>
    internal StoredCustomer? Merged => Read(MergedRow);

    internal StoredCustomer? Before => Read(SurvivorBefore);

    internal StoredCustomer? After => Read(SurvivorAfter);

    private StoredCustomer? Read(string row) => ErasedAt is null ? StoredCustomer.Read(row) : null;

    /// <summary>What a row said of a customer.</summary>
    internal sealed record StoredCustomer(string Name, string Email, string Phone, string Company, string JobTitle, string Note, int Version)
    {
        public ContactDetails Contact => ContactDetails.OfStored(Name, Email, Phone, Company, JobTitle, Note);

        public static StoredCustomer Read(string row) => JsonSerializer.Deserialize<StoredCustomer>(row, Json)!;
    }
}
