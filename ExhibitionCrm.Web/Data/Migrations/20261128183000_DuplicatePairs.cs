using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// Customers who may be one person, in pairs, and those of whom somebody said that they are not. The pairs are kept by
    /// triggers, for web processes of the version before too; those of the customers of before are found some hundreds in a
    /// transaction, so that others read and write meanwhile. Begun again, it does what is left.
    /// </summary>
    public partial class DuplicatePairs : Migration
    {
        // As the indexes of customers have them, see DuplicateFinder.
        private static string Mailbox(string of) =>
            $"(lower(split_part({of}.email, '@', 2) || '@' || split_part({of}.email, '@', 1)) collate \"C\")";

        private static string Digits(string phone) =>
            $"regexp_replace(translate({phone}, '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９', '012345678901234567890123456789'), '[^0-9]', '', 'g')";

        private static string Number(string of) => $"(reverse({Digits($"{of}.phone")}) collate \"C\")";

        // Which two numbers of one person have in common, however they are written.
        private static string End(string of) => $"left(reverse(ltrim({Digits($"{of}.phone")}, '0')), 6)";

        private static readonly string Functions = $$"""
            -- From the last digit to the first, without what people put before a number or leave away.
            create or replace function plain_number(phone text) returns text language sql immutable as $$
              select reverse(ltrim({{Digits("replace(phone, '(0)', '')")}}, '0'))
            $$;

            -- Of two plain numbers: one may have a country's code, with or without the 0 that follows it, and the other none.
            create or replace function is_same_number(one text, other text) returns boolean language sql immutable as $$
              select length(one) >= 4 and (one = other or (length(alike) >= 7 and (a = b or (least(length(a), length(b)) = 0 and greatest(length(a), length(b)) <= 3))))
              from substring(one || ' ' || other from '^([0-9]*)[0-9]* \1') alike,
                lateral (select ltrim(substr(one, length(alike) + 1), '0') as a, ltrim(substr(other, length(alike) + 1), '0') as b) before
            $$;

            -- To plan this anew for each customer takes longer than to do it.
            create or replace function find_duplicate_pairs(at_exhibition integer, of_customer text) returns void language plpgsql
              set plan_cache_mode = force_generic_plan as $$
            declare
              c customers%rowtype;
              mailbox text;
              number text;
              number_end text;
              folded text;
              turned text;
              partners text[];
            begin
              select * into c from customers where exhibition_id = at_exhibition and id = of_customer;
              if not found then
                return;
              end if;
              mailbox := case when c.email like '_%@_%' then {{Mailbox("c")}} end;
              number := plain_number(c.phone);
              number_end := case when length(number) >= 4 then {{End("c")}} end;
              folded := case when length(trim(c.name_key)) >= 3 then c.name_key end;
              turned := (select string_agg(word, ' ' order by place desc) from unnest(string_to_array(folded, ' ')) with ordinality words (word, place));

              insert into duplicate_pairs (exhibition_id, first_id, second_id, rank)
              select c.exhibition_id, least(c.id collate "C", o.id), greatest(c.id collate "C", o.id),
                (case when {{Mailbox("o")}} = mailbox then 4 else 0 end
                  + case when is_same_number(number, plain_number(o.phone)) then 2 else 0 end
                  + case when o.name_key in (folded, turned) or similarity(o.name_key, folded) >= 0.5 then 1 else 0 end) * 100000000000
                + extract(epoch from greatest(c.created_at, o.created_at))::bigint
              from (
                (select id, email, phone, name_key, created_at from customers o
                 where o.exhibition_id = at_exhibition and {{Mailbox("o")}} = mailbox and o.id <> c.id limit 20)
                union
                (select id, email, phone, name_key, created_at from (
                   select * from customers o
                   where o.exhibition_id = at_exhibition and {{Number("o")}} >= number_end and {{Number("o")}} < number_end || ':' limit 1000) o
                 where is_same_number(number, plain_number(o.phone)) and o.id <> c.id limit 20)
                union
                (select id, email, phone, name_key, created_at from (
                   select * from customers o where o.exhibition_id = at_exhibition and o.name_key in (folded, turned) limit 100) o
                 where (lower(split_part(o.email, '@', 2)) = split_part(mailbox, '@', 1) or {{Number("o")}} like left(number_end, 4) || '%') and o.id <> c.id limit 20)
              ) o
              where not exists (
                select from distinct_customers d
                where d.exhibition_id = at_exhibition and d.first_id = least(c.id collate "C", o.id) and d.second_id = greatest(c.id collate "C", o.id))
              on conflict do nothing;

              -- Who is being deleted is waited for, and who is deleted from now on takes these along.
              if found then
                partners := array(
                  select second_id from duplicate_pairs where exhibition_id = at_exhibition and first_id = c.id
                  union all select first_id from duplicate_pairs where exhibition_id = at_exhibition and second_id = c.id);
                partners := array(select o.id from customers o where o.exhibition_id = at_exhibition and o.id = any(partners) order by o.id for key share);
                delete from duplicate_pairs where exhibition_id = at_exhibition and first_id = c.id and second_id <> all(partners);
                delete from duplicate_pairs where exhibition_id = at_exhibition and second_id = c.id and first_id <> all(partners);
              end if;
            end $$;

            -- Of two who register one person at once, the second finds what the first saved. A thousand locks are enough that
            -- strangers hardly ever wait for one another, and few enough for a transaction that adds all customers of a fair.
            create or replace function customers_keep_pairs() returns trigger language plpgsql as $$
            declare
              locks integer[];
              lock integer;
            begin
              if tg_op <> 'DELETE' then
                if new.email <> '' then
                  locks := locks || (hashtext(new.exhibition_id || ' ' || {{Mailbox("new")}}) & 1023);
                end if;
                if {{End("new")}} <> '' then
                  locks := locks || (hashtext(new.exhibition_id || ' ' || {{End("new")}}) & 1023);
                end if;
                if tg_op = 'UPDATE' and old.email <> '' then
                  locks := locks || (hashtext(old.exhibition_id || ' ' || {{Mailbox("old")}}) & 1023);
                end if;
                if tg_op = 'UPDATE' and {{End("old")}} <> '' then
                  locks := locks || (hashtext(old.exhibition_id || ' ' || {{End("old")}}) & 1023);
                end if;
                -- In one order, so that nobody waits in a circle.
                if locks[2] < locks[1] or cardinality(locks) > 2 then
                  locks := array(select distinct unnest(locks) order by 1);
                end if;
                foreach lock in array coalesce(locks, '{}') loop
                  perform pg_advisory_xact_lock(x'43524D33'::integer, lock);
                end loop;
              end if;
              if tg_op <> 'INSERT' then
                delete from duplicate_pairs where exhibition_id = old.exhibition_id and (first_id = old.id or second_id = old.id);
              end if;
              if tg_op <> 'DELETE' then
                perform find_duplicate_pairs(new.exhibition_id, new.id);
              end if;
              return null;
            end $$;

            create or replace trigger customers_keep_pairs_insert after insert on customers for each row execute function customers_keep_pairs();
            create or replace trigger customers_keep_pairs_update after update on customers for each row
              when ((old.email, old.phone, old.name_key, old.created_at) is distinct from (new.email, new.phone, new.name_key, new.created_at))
              execute function customers_keep_pairs();
            create or replace trigger customers_keep_pairs_delete after delete on customers for each row execute function customers_keep_pairs();
            create or replace trigger distinct_customers_of_archived before insert or update or delete on distinct_customers
              for each row execute function refuse_of_archived();
            """;

        private const string Fill = """
            do $$
            declare
              last_exhibition integer := 0;
              last_id text := '';
              one record;
            begin
              loop
                begin
                  for one in
                    select exhibition_id, id from customers where (exhibition_id, id) > (last_exhibition, last_id) order by exhibition_id, id limit 500 for share
                  loop
                    perform find_duplicate_pairs(one.exhibition_id, one.id);
                  end loop;
                exception when deadlock_detected then
                  continue;
                end;
                exit when one is null;
                last_exhibition := one.exhibition_id;
                last_id := one.id;
                one := null;
                commit;
              end loop;
            end $$
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                create table if not exists duplicate_pairs (
                  exhibition_id integer not null,
                  first_id character varying(8) collate "C" not null,
                  second_id character varying(8) collate "C" not null,
                  pair character varying(16) collate "C" not null generated always as (first_id || second_id) stored,
                  rank bigint not null,
                  constraint pk_duplicate_pairs primary key (exhibition_id, first_id, second_id),
                  constraint ck_duplicate_pairs_order check (first_id < second_id)
                );
                create index if not exists ix_duplicate_pairs_second on duplicate_pairs (exhibition_id, second_id);
                create index if not exists ix_duplicate_pairs_rank on duplicate_pairs (exhibition_id, rank, pair);

                create table if not exists distinct_customers (
                  exhibition_id integer not null,
                  first_id character varying(8) collate "C" not null,
                  second_id character varying(8) collate "C" not null,
                  pair character varying(16) collate "C" not null generated always as (first_id || second_id) stored,
                  decided_at timestamp with time zone not null,
                  decided_by character varying(256) not null,
                  constraint pk_distinct_customers primary key (exhibition_id, first_id, second_id),
                  constraint ck_distinct_customers_order check (first_id < second_id),
                  constraint fk_distinct_customers_exhibitions foreign key (exhibition_id) references exhibitions (id) on delete cascade,
                  constraint fk_distinct_customers_first foreign key (first_id) references given_ids (id) on delete restrict,
                  constraint fk_distinct_customers_second foreign key (second_id) references given_ids (id) on delete restrict
                );
                create index if not exists ix_distinct_customers_second on distinct_customers (exhibition_id, second_id);
                create index if not exists ix_distinct_customers_decided_at on distinct_customers (exhibition_id, decided_at, pair);

                do $$
                declare
                  adds_customers regrole;
                begin
                  for adds_customers in
                    select distinct a.grantee from pg_class c, aclexplode(c.relacl) a
                    where c.oid = 'customers'::regclass and a.privilege_type = 'INSERT' and a.grantee not in (0, c.relowner)
                  loop
                    execute format('grant select, insert, delete on duplicate_pairs, distinct_customers to %s', adds_customers);
                  end loop;
                end $$;

                """ + Functions);
            migrationBuilder.Sql(Fill, suppressTransaction: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            drop trigger customers_keep_pairs_insert on customers;
            drop trigger customers_keep_pairs_update on customers;
            drop trigger customers_keep_pairs_delete on customers;
            drop table distinct_customers;
            drop table duplicate_pairs;
            drop function customers_keep_pairs();
            drop function find_duplicate_pairs(integer, text);
            drop function is_same_number(text, text);
            drop function plain_number(text);
            """);
    }
}
