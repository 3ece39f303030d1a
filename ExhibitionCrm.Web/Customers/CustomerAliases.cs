using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Customers;

/// <summary>
/// IDs of people who were merged: printed on badges, they lead to whoever is left. Asked only where nobody has the very ID.
/// </summary>
public static class CustomerAliases
{
    /// <summary>The ID by which the person of another ID is a customer here; null for nobody.</summary>
    public static async Task<string?> FindHereAsync(CrmDbContext db, string? id, CancellationToken cancellationToken = default) =>
        !IsId(id) ? null
        : (await db.Database.SqlQuery<string>($"""
            with root as (select coalesce(survivor_id, id) as id from given_ids where id = {id}),
            person as (select id from root union select g.id from given_ids g join root on g.survivor_id = root.id)
            select c.id as "Value" from customers c join person on c.id = person.id cross join root
            where c.exhibition_id = {db.ExhibitionId} and c.id <> {id}
            order by c.id = root.id desc, c.created_at desc, c.id limit 1
            """).TagWith(PreparedStatements.Mark).ToListAsync(cancellationToken)).FirstOrDefault();

    /// <summary>The person's other IDs, first the one that they lead to; none for nearly everybody.</summary>
    public static Task<List<string>> OthersAsync(CrmDbContext db, string id, CancellationToken cancellationToken = default) =>
        !IsId(id) ? Task.FromResult(new List<string>())
        : db.Database.SqlQuery<string>($"""
            with root as (select coalesce(survivor_id, id) as id from given_ids where id = {id}),
            person as (select id from root union select g.id from given_ids g join root on g.survivor_id = root.id)
            select person.id as "Value" from person cross join root where person.id <> {id} order by person.id = root.id desc, person.id
            """).TagWith(PreparedStatements.Mark).ToListAsync(cancellationToken);

    private static bool IsId(string? id) => CustomerId.TryParse(id, out var read) && read == id;
}
