using System.Globalization;

namespace ExhibitionCrm.Tests;

public sealed partial class TestData
{
    /// <summary>One more exhibition beside the first one, open, under a short name that no other has.</summary>
    /// <returns>Its ID.</returns>
    public async Task<int> OtherExhibitionAsync(string? name = null, string currency = "EUR")
    {
        var slug = $"other-{Next()}-{Guid.NewGuid():N}"[..30];
        await site.Database.ExecuteAsync($"""
            insert into exhibitions (slug, name, venue, time_zone, currency, implausible_from, created_at, version)
            values ('{slug}', {(name is null ? "null" : $"'{name}'")}, 'Hall 3', 'Asia/Tokyo', '{currency}', 700, now(), 0)
            """);
        return int.Parse((await site.Database.ListAsync($"select id::text from exhibitions where slug = '{slug}'"))[0], CultureInfo.InvariantCulture);
    }

    /// <summary>Of any exhibition, by SQL: with a mail that was sent, and a bill for every amount.</summary>
    public async Task<string> CustomerOfAsync(int exhibition, params decimal[] amounts)
    {
        var id = Web.Customers.CustomerId.New();
        await site.Database.ExecuteAsync($"""
            insert into customers (exhibition_id, id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
            values ({exhibition}, '{id}', 'Ann {id}', '{id}@b.example', '+49 30 {Next()}', '{id}', '{id}', 'Sent', now(), now(), 'x', gen_random_uuid(), 0);
            insert into outbox_messages (exhibition_id, id, kind, customer_id, state, created_at, due_at, attempts)
            values ({exhibition}, gen_random_uuid(), 'Welcome', '{id}', 'Sent', now(), now(), 1);
            insert into mail_batches (exhibition_id, id, created_at, created_by, chosen) values ({exhibition}, gen_random_uuid(), now(), 'x', 1);
            """);
        foreach (var amount in amounts)
        {
            await site.Database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
                insert into bills (exhibition_id, id, customer_id, amount, description, search_text, created_at, created_by)
                values ({exhibition}, gen_random_uuid(), '{id}', {amount}, '', '', now(), 'x')
                """));
        }

        return id;
    }
}
