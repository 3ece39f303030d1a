using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ExhibitionCrm.Web.Data;

/// <summary>
/// The indexes that find parts of text: of customers and of bills one for each exhibition, as one over all would lead each
/// search through the others' rows. They are named by the exhibition's ID, <c>ix_customers_search_1</c>. A search without one
/// reads the rows of its exhibition by their time.
/// </summary>
public sealed class SearchIndexes(CrmDbContext db, ILogger<SearchIndexes> logger)
{
    private static readonly string[] Tables = ["customers", "bills"];

    // A build that was broken off leaves an index that is none.
    private const string Missing = """
        select format('ix_%s_search_%s', searched, e.id) as name, searched, e.id
        from exhibitions e cross join unnest($1) as searched
        where not exists (select from pg_index i where i.indexrelid = to_regclass(format('ix_%s_search_%s', searched, e.id)) and i.indisvalid)
        order by e.id, searched
        """;

    /// <summary>
    /// Makes those of exhibitions that were just made. Outside of a transaction: whoever writes to one of the tables waits
    /// while it is read once, and nobody may hold one of them and ask for the other. Those that cannot be had soon come with
    /// the next <c>migrate</c>.
    /// </summary>
    public async Task MakeAsync(CancellationToken cancellationToken = default)
    {
        foreach (var table in Tables)
        {
            try
            {
                await db.Database.ExecuteSqlAsync($"select make_search_indexes({table})", cancellationToken);
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
            {
                logger.LogWarning(e, "The indexes that new exhibitions are searched by could not be made for {Table}; the next migrate makes them", table);
            }
        }
    }

    /// <summary>Makes all that are missing while others read and write.</summary>
    internal static async Task EnsureAsync(NpgsqlConnection owner, CancellationToken cancellationToken = default)
    {
        foreach (var (name, table, exhibition) in await MissingAsync(owner, cancellationToken))
        {
            await owner.ExecuteAsync($"drop index concurrently if exists {name}", cancellationToken);
            await owner.ExecuteAsync(
                $"create index concurrently {name} on {table} using gin (search_text gin_trgm_ops) where exhibition_id = {exhibition}", cancellationToken);
        }
    }

    private static async Task<List<(string Name, string Table, int Exhibition)>> MissingAsync(NpgsqlConnection owner, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Missing, owner) { Parameters = { new() { Value = Tables } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var missing = new List<(string, string, int)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            missing.Add((reader.GetString(0), reader.GetString(1), reader.GetInt32(2)));
        }

        return missing;
    }
}
