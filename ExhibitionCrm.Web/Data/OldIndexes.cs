using Npgsql;

namespace ExhibitionCrm.Web.Data;

/// <summary>
/// Indexes that nobody needs any more: those that only web processes of the version before ask for, and only while an update
/// replaces them, which a migration leaves under names that end in <c>_before</c>; and those of exhibitions that were deleted,
/// see <see cref="SearchIndexes"/>.
/// </summary>
internal static class OldIndexes
{
    /// <summary>
    /// Nobody who reads or writes meanwhile waits for it. It waits itself for whoever reads the table, but not long: what a
    /// backup holds up is dropped another time.
    /// </summary>
    public static async Task DropAsync(NpgsqlConnection owner, CancellationToken cancellationToken = default)
    {
        try
        {
            foreach (var name in await NamesAsync(owner, cancellationToken))
            {
                await owner.ExecuteAsync("set lock_timeout = '5s'", cancellationToken);
                await owner.ExecuteAsync($"drop index concurrently if exists {name}", cancellationToken);
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
        }
    }

    // The names are our own migrations'.
    private static async Task<List<string>> NamesAsync(NpgsqlConnection owner, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select indexname from pg_indexes where schemaname = 'public' and (indexname ~ '^ix_[a-z_]+_before$'
              or indexname ~ '^ix_(customers|bills)_search_[0-9]+$'
                and not exists (select from exhibitions where id = substring(indexname from '[0-9]+$')::integer))
            """,
            owner);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
