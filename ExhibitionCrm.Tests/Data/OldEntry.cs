using System.Text.Json;
using ExhibitionCrm.Web.Activity;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

/// <summary>An audit entry as the version before wrote it: an action, and text by label.</summary>
/// <param name="Changes">In JSON.</param>
/// <param name="Expected">The event that it becomes.</param>
internal sealed record OldEntry(string Subject, string SubjectId, string Action, string Changes, AuditEvent Expected)
{
    /// <summary>With the changes that the old program would have written.</summary>
    public static OldEntry Of(AuditEvent expected, string action, params (string Label, string? Before, string? After)[] changes) =>
        new(expected.Subject.Type, expected.Subject.Id, action, Json(changes), expected);

    /// <summary>One of which nothing can be made but text.</summary>
    public static OldEntry Untyped(string subject, string subjectId, string action, string changes) =>
        new(subject, subjectId, action, changes, new UntypedEvent(action, subject, subjectId, JsonDocument.Parse(changes).RootElement));

    public static string Json(params (string Label, string? Before, string? After)[] changes) => JsonSerializer.Serialize(
        changes.Where(c => c.Before != c.After).ToDictionary(c => c.Label, c => new OldChange(c.Before, c.After)), JsonSerializerOptions.Web);

    public static async Task InsertAsync(TestDatabase database, IEnumerable<OldEntry> entries)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        foreach (var entry in entries)
        {
            await using var insert = source.CreateCommand(
                "insert into audit_entries (at, actor, action, subject, subject_id, changes) values (now(), 'eva', $1, $2, $3, $4::jsonb)");
            foreach (var value in new[] { entry.Action, entry.Subject, entry.SubjectId, entry.Changes })
            {
                insert.Parameters.Add(new() { Value = value });
            }

            await insert.ExecuteNonQueryAsync();
        }
    }

    private sealed record OldChange(string? Before, string? After);
}
