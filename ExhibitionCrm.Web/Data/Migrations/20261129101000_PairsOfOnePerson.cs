using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// Two customers of one exhibition who were merged at another one are a pair, the likeliest of all: 8 degrees, beside what
    /// their details say. Kept by triggers, for web processes of the version before too, which show the pair without saying why.
    /// Begun again, it does what is left.
    /// </summary>
    public partial class PairsOfOnePerson : Migration
    {
        private const string Degrees = "800000000000";
        private const string One = "100000000000";

        private static readonly string Functions = $$"""
            -- Added to what their details say. Who is being deleted is waited for, as for other pairs.
            create or replace function find_pairs_of_person(at_exhibition integer, of_customer text) returns void language plpgsql
              set plan_cache_mode = force_generic_plan as $$
            declare
              root text := (select coalesce(survivor_id, id) from given_ids where id = of_customer);
            begin
              if not exists (select from given_ids where survivor_id = root) then
                return;
              end if;
              insert into duplicate_pairs (exhibition_id, first_id, second_id, rank)
              select c.exhibition_id, least(c.id collate "C", o.id), greatest(c.id collate "C", o.id),
                {{Degrees}} + extract(epoch from greatest(c.created_at, o.created_at))::bigint
              from customers c, (
                select id, created_at from customers
                where exhibition_id = at_exhibition and id <> of_customer and id in (select g.id from given_ids g where g.id = root or g.survivor_id = root)
                order by id for key share) o
              where c.exhibition_id = at_exhibition and c.id = of_customer and not exists (
                select from distinct_customers d
                where d.exhibition_id = at_exhibition and d.first_id = least(c.id collate "C", o.id) and d.second_id = greatest(c.id collate "C", o.id))
              on conflict (exhibition_id, first_id, second_id) do update set rank = duplicate_pairs.rank + {{Degrees}} where duplicate_pairs.rank < {{Degrees}};
            end $$;

            create or replace function customers_keep_person() returns trigger language plpgsql as $$
            begin
              perform find_pairs_of_person(new.exhibition_id, new.id);
              return null;
            end $$;

            -- Whose ID leads somewhere else is somebody else's pair, at each exhibition.
            create or replace function given_ids_keep_pairs() returns trigger language plpgsql as $$
            declare
              at_exhibition integer;
            begin
              for at_exhibition in select exhibition_id from customers where id = new.id order by exhibition_id loop
                delete from duplicate_pairs where exhibition_id = at_exhibition and (first_id = new.id or second_id = new.id) and rank between {{Degrees}} and {{Degrees}} + {{One}} - 1;
                update duplicate_pairs set rank = rank - {{Degrees}} where exhibition_id = at_exhibition and (first_id = new.id or second_id = new.id) and rank > {{Degrees}};
                perform find_pairs_of_person(at_exhibition, new.id);
              end loop;
              return null;
            end $$;

            -- After those of the details, which begin anew: triggers go by their names.
            create or replace trigger customers_keep_person_insert after insert on customers for each row execute function customers_keep_person();
            create or replace trigger customers_keep_person_update after update on customers for each row
              when ((old.email, old.phone, old.name_key, old.created_at) is distinct from (new.email, new.phone, new.name_key, new.created_at))
              execute function customers_keep_person();
            create or replace trigger given_ids_keep_pairs after update on given_ids for each row
              when (old.survivor_id is distinct from new.survivor_id) execute function given_ids_keep_pairs();
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(Functions);
            migrationBuilder.Sql("""
                do $$
                declare
                  adds_customers regrole;
                begin
                  for adds_customers in
                    select distinct a.grantee from pg_class c, aclexplode(c.relacl) a
                    where c.oid = 'customers'::regclass and a.privilege_type = 'INSERT' and a.grantee not in (0, c.relowner)
                  loop
                    execute format('grant update on duplicate_pairs to %s', adds_customers);
                  end loop;
                end $$;
                """);
            migrationBuilder.Sql("select find_pairs_of_person(c.exhibition_id, c.id) from given_ids g join customers c on c.id = g.id where g.survivor_id is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($"""
            drop trigger if exists customers_keep_person_insert on customers;
            drop trigger if exists customers_keep_person_update on customers;
            drop trigger if exists given_ids_keep_pairs on given_ids;
            drop function if exists customers_keep_person(), given_ids_keep_pairs(), find_pairs_of_person(integer, text);
            delete from duplicate_pairs where rank between {Degrees} and {Degrees} + {One} - 1;
            update duplicate_pairs set rank = rank - {Degrees} where rank > {Degrees};
            """);
    }
}
