using ExhibitionCrm.Web.Forms;

namespace ExhibitionCrm.Web.Customers;

/// <summary>What an administrator decides about two customers. First and second are as the page shows them.</summary>
public sealed class MergeInput
{
    /// <summary>See <see cref="IdempotencyKey"/>.</summary>
    public string? Key { get; set; } = IdempotencyKey.New();

    /// <summary>The ID that stays.</summary>
    public string? Keep { get; set; }

    public int FirstVersion { get; set; }

    public int SecondVersion { get; set; }

    public MergeSource Name { get; set; }

    public MergeSource Email { get; set; }

    public MergeSource Phone { get; set; }

    public MergeSource Company { get; set; }

    public MergeSource JobTitle { get; set; }

    public MergeSource Note { get; set; }

    /// <summary>The first one stays with what it has; what it lacks, the second one gives. Both notes stay where there is room.</summary>
    public static MergeInput For(MergePair pair)
    {
        MergeSource Of(Func<ContactDetails, string> field) => field(pair.First.Contact).Length == 0 ? MergeSource.Second : MergeSource.First;
        return new()
        {
            Keep = pair.First.Id,
            FirstVersion = pair.First.Version,
            SecondVersion = pair.Second.Version,
            Name = Of(c => c.Name),
            Email = Of(c => c.Email?.Value ?? ""),
            Phone = Of(c => c.Phone?.Value ?? ""),
            Company = Of(c => c.Company),
            JobTitle = Of(c => c.JobTitle),
            Note = pair.MayJoinNotes ? MergeSource.Both : Of(c => c.Note),
        };
    }

    public MergeOrder ToOrder(string firstId, string secondId) => new(
        firstId, FirstVersion, secondId, SecondVersion, Keep == secondId, new(Name, Email, Phone, Company, JobTitle, Note), IdempotencyKey.Read(Key));
}

/// <summary>A detail of two customers to choose from.</summary>
/// <param name="Name">The property of <see cref="MergeInput"/>.</param>
/// <param name="Joined">Both values together, where both may be kept; null elsewhere.</param>
public sealed record MergeField(string Name, string Label, string First, string Second, MergeSource Chosen, string? Joined = null);
