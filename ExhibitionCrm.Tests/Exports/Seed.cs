namespace ExhibitionCrm.Tests.Exports;

/// <summary>More rows than are made one by one, by SQL that runs without the triggers.</summary>
internal static class Seed
{
    public static string Customers(int count, int billsEach = 0, int descriptionLength = 0) => $"""
        set session_replication_role = replica;
        insert into customers (id, name, email, phone, search_text, name_key, mail_state, bill_count, bill_total, created_at, updated_at, created_by, submission_key, version)
        select lpad(i::text, 8, '0'), md5(i::text), i || '@example.org', i::text, '', '', 'Sent', {billsEach}, {billsEach}, now() - i * interval '1 second', now(), 'seed', gen_random_uuid(), 0
        from generate_series(1, {count}) i;
        insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
        select gen_random_uuid(), lpad((1 + i % {count})::text, 8, '0'), 1, repeat('x', {descriptionLength}), '', now(), 'seed'
        from generate_series(1, {count} * {billsEach}) i;
        analyze customers;
        analyze bills;
        """;
}
