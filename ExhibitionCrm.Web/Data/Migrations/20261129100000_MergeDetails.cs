using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// What a merge keeps to be undone can be erased once it cannot be, and the form that registered the one who was merged is
    /// known by its key. Merges of before have both as well. The way down keeps all rows; what was erased stays so. Begun again,
    /// it does what is left.
    /// </summary>
    public partial class MergeDetails : Migration
    {
        private const string EraseSignature = "erase_merge_details(timestamptz, integer)";

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                alter table customer_merges
                  add column if not exists merged_key uuid generated always as ((merged_row ->> 'submission_key')::uuid) stored,
                  add column if not exists erased_at timestamp with time zone;
                create index if not exists ix_customer_merges_merged_key on customer_merges (merged_key);
                create index if not exists ix_customer_merges_kept on customer_merges (merged_at) where erased_at is null;

                -- Erasing is no change of what happened: it goes on where an exhibition is archived.
                create or replace trigger customer_merges_of_archived before insert or delete on customer_merges
                  for each row execute function refuse_of_archived();
                create or replace trigger customer_merges_of_archived_update before update on customer_merges
                  for each row when (new.erased_at is not distinct from old.erased_at) execute function refuse_of_archived();
                """);
            migrationBuilder.Sql("""
                -- Of the merges of before a time the oldest that still have details, and never of one that can be undone. The IDs,
                -- and what belonged to whom, are nobody's details.
                create or replace function erase_merge_details(merged_before timestamptz, most integer) returns integer
                language plpgsql volatile security definer set search_path = public, pg_temp as $$
                declare
                  erased integer;
                begin
                  update customer_merges set
                    merged_row = jsonb_build_object('submission_key', merged_row -> 'submission_key'), survivor_before = '{}', survivor_after = '{}',
                    erased_at = now()
                  where id in (
                    select id from customer_merges
                    where erased_at is null and merged_at <= least(merged_before, now() - interval '30 days')
                    order by merged_at limit most for update skip locked);
                  get diagnostics erased = row_count;
                  return erased;
                end $$;

                -- A form that is sent again while its customer is merged waits for that customer's key and then finds it free: it is
                -- refused as if somebody had it. Who is still merged comes back by undoing that.
                create or replace function customers_keep_merged_keys() returns trigger language plpgsql as $$
                begin
                  if exists (
                    select from customer_merges m join given_ids g on g.id = m.merged_id
                    where m.merged_key = new.submission_key and m.undone_at is null
                      and exists (
                        select from customers c
                        where c.exhibition_id = m.exhibition_id and c.id in (
                          select p.id from given_ids p where p.id = g.survivor_id or p.survivor_id = g.survivor_id))
                      and not exists (
                        select from customer_merges r
                        where r.exhibition_id = new.exhibition_id and r.merged_id = new.id and r.undone_at is null)) then
                    raise exception 'the form was used for somebody who was merged since'
                      using errcode = 'unique_violation', constraint = 'ux_customers_submission_key', table = 'customers';
                  end if;
                  return null;
                end $$;

                create or replace trigger customers_keep_merged_keys after insert on customers for each row execute function customers_keep_merged_keys();
                """);
            migrationBuilder.Sql($$"""
                revoke execute on function {{EraseSignature}} from public;

                do $$
                declare
                  adds_customers regrole;
                begin
                  for adds_customers in
                    select distinct a.grantee from pg_class c, aclexplode(c.relacl) a
                    where c.oid = 'customers'::regclass and a.privilege_type = 'INSERT' and a.grantee not in (0, c.relowner)
                  loop
                    execute format('grant execute on function {{EraseSignature}} to %s', adds_customers);
                  end loop;
                end $$;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($"""
            drop trigger if exists customers_keep_merged_keys on customers;
            drop function if exists customers_keep_merged_keys(), {EraseSignature};
            drop trigger if exists customer_merges_of_archived_update on customer_merges;
            create or replace trigger customer_merges_of_archived before insert or update or delete on customer_merges
              for each row execute function refuse_of_archived();
            drop index if exists ix_customer_merges_kept;
            alter table customer_merges drop column if exists merged_key, drop column if exists erased_at;
            """);
    }
}
