using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// Customers, bills, mails and activity belong to an exhibition, which leads their keys and indexes: those of before to
    /// the first one. No row of them is rewritten. Indexes are made beside those of before, while rows are read but none is
    /// written; only then the new ones take their names, at once. Begun again, it does what is left. The defaults are for
    /// web processes of the version before, which know of one exhibition; their indexes stay until <see cref="OldIndexes"/>
    /// drops them.
    /// </summary>
    public partial class RowsOfExhibitions : Migration
    {
        // In the order in which those who add bills take them: who writes meanwhile waits, and not in a circle.
        private const string Locks = "lock table bills, customers, outbox_messages, mail_batches, audit_entries in access exclusive mode;\n";

        private const string Mailbox = "(lower(split_part(email, '@', 2) || '@' || split_part(email, '@', 1)) collate \"C\")";

        private const string Number =
            "(reverse(regexp_replace(translate(phone, '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９', '012345678901234567890123456789'), '[^0-9]', '', 'g')) collate \"C\")";

        private static readonly (string Name, string Table, string Before, string Now)[] Indexes =
        [
            .. Sorted("customers", "created_at", "email", "phone", "mail_state", "bill_count", "bill_total"),
            ("ix_customers_name", "customers", "(name_key, id)", "(exhibition_id, name_key, id)"),
            ("ix_customers_company", "customers", "(company_key, id)", "(exhibition_id, company_key, id)"),
            ("ix_customers_mailbox", "customers", $"({Mailbox})", $"(exhibition_id, {Mailbox})"),
            ("ix_customers_number", "customers", $"({Number})", $"(exhibition_id, {Number})"),
            .. Sorted("bills", "created_at", "amount"),
            ("ix_bills_created_by", "bills", "(created_by, created_at)", "(exhibition_id, created_by, created_at)"),
            ("ix_bills_customer", "bills", "(customer_id, created_at)", "(exhibition_id, customer_id, created_at)"),
            .. Sorted("outbox_messages", "created_at"),
            ("ix_outbox_messages_state", "outbox_messages", "(state, created_at, id)", "(exhibition_id, state, created_at, id)"),
            .. Sorted("audit_entries", "at"),
            ("ix_audit_entries_actor", "audit_entries", "(actor, at, id)", "(exhibition_id, actor, at, id)"),
            ("ix_audit_entries_kind", "audit_entries", "(kind, at, id)", "(exhibition_id, kind, at, id)"),
            ("ix_audit_entries_subject", "audit_entries", "(subject, subject_id, id)", "(exhibition_id, subject, subject_id, id)"),
            ("ix_audit_entries_owner", "audit_entries", "(owner, owner_id, id) where owner_id is not null", "(exhibition_id, owner, owner_id, id) where owner_id is not null"),
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // migrate has made the first exhibition of the settings by now. Where nobody did, there is one all the same.
            migrationBuilder.Sql($$"""
                insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version)
                select 'exhibition', '', 'UTC', 'EUR', 10000, now(), 0
                where not exists (select from exhibitions) and (exists (select from customers) or exists (select from audit_entries));

                {{Locks}}

                do $$
                declare
                  first integer := coalesce((select min(id) from exhibitions), 1);
                  belonging text;
                begin
                  foreach belonging in array array['customers', 'bills', 'outbox_messages', 'mail_batches', 'audit_entries'] loop
                    execute format('alter table %I add column exhibition_id integer not null default %s', belonging, first);
                  end loop;
                end $$;

                -- What belongs to the installation.
                update audit_entries set exhibition_id = 0 where subject = 'User';
                """);

            foreach (var (name, table, _, now) in Indexes)
            {
                Make(migrationBuilder, $"{name}_now", table, now);
            }

            Make(migrationBuilder, "ix_customers_id", "customers", "(id)");
            Make(migrationBuilder, "ix_outbox_messages_customer", "outbox_messages", "(exhibition_id, customer_id)");
            migrationBuilder.Sql("create unique index if not exists pk_customers_now on customers (exhibition_id, id)", suppressTransaction: true);

            migrationBuilder.Sql(Locks + string.Concat(Indexes.Select(index => Keep(index.Name)))
                + "alter index ix_outbox_messages_customer_id rename to ix_outbox_messages_customer_id_before;\n");
            migrationBuilder.Sql("""
                alter table bills drop constraint fk_bills_customers;
                alter table outbox_messages drop constraint fk_outbox_messages_customers_customer_id;
                alter table customers drop constraint pk_customers;
                alter table customers add constraint pk_customers primary key using index pk_customers_now;
                alter table customers add constraint fk_customers_exhibitions foreign key (exhibition_id) references exhibitions not valid;
                alter table mail_batches add constraint fk_mail_batches_exhibitions foreign key (exhibition_id) references exhibitions not valid;
                alter table bills add constraint fk_bills_customers
                  foreign key (exhibition_id, customer_id) references customers (exhibition_id, id) on delete restrict not valid;
                alter table outbox_messages add constraint fk_outbox_messages_customers
                  foreign key (exhibition_id, customer_id) references customers (exhibition_id, id) on delete cascade not valid;

                create or replace function bills_keep_totals() returns trigger language plpgsql as $$
                begin
                  if new.voided_at is null then
                    update customers set bill_count = bill_count + 1, bill_total = bill_total + new.amount
                    where exhibition_id = new.exhibition_id and id = new.customer_id;
                  elsif tg_op = 'UPDATE' then
                    update customers set bill_count = bill_count - 1, bill_total = bill_total - new.amount
                    where exhibition_id = new.exhibition_id and id = new.customer_id;
                  end if;
                  return null;
                end $$;

                create or replace function bills_take_customer() returns trigger language plpgsql as $$
                declare
                  customer text;
                begin
                  select search_text into customer from customers
                  where exhibition_id = new.exhibition_id and id = new.customer_id for no key update;
                  new.search_text = coalesce(customer, '') || e'\n' || new.search_text;
                  return new;
                end $$;

                create or replace function customers_give_bills() returns trigger language plpgsql as $$
                begin
                  update bills set search_text = new.search_text || substr(search_text, length(old.search_text) + 1)
                  where exhibition_id = new.exhibition_id and customer_id = new.id;
                  return null;
                end $$;

                create or replace function bills_refuse_change() returns trigger language plpgsql as $$
                begin
                  if tg_op = 'UPDATE'
                     and (new.id, new.exhibition_id, new.customer_id, new.amount, new.description, new.created_at, new.created_by)
                       = (old.id, old.exhibition_id, old.customer_id, old.amount, old.description, old.created_at, old.created_by)
                     and (old.number is null or new.number = old.number)
                     and (old.voided_at is null or (new.voided_at, new.voided_by, new.void_reason) = (old.voided_at, old.voided_by, old.void_reason))
                  then
                    return new;
                  end if;
                  raise exception 'a bill is never changed or deleted, only voided' using errcode = 'restrict_violation';
                end $$;

                create or replace function bills_in_currency() returns trigger language plpgsql as $$
                declare
                  places integer := (select currency_places(currency) from exhibitions where id = new.exhibition_id);
                begin
                  if new.amount <> round(new.amount, places) then
                    raise exception 'an amount has no more decimal places than its currency, which has %', places
                      using errcode = 'check_violation', constraint = 'bills_in_currency', table = 'bills';
                  end if;
                  new.amount = coalesce(round(new.amount, places), new.amount);
                  return new;
                end $$;

                create or replace function exhibitions_keep_meaning() returns trigger language plpgsql as $$
                begin
                  if not exists (select from bills where exhibition_id = old.id) then
                    lock table bills in share row exclusive mode;
                    if not exists (select from bills where exhibition_id = old.id) then
                      return new;
                    end if;
                  end if;
                  raise exception 'currency and time zone of an exhibition with bills are never changed'
                    using errcode = 'check_violation', constraint = 'exhibitions_keep_meaning', table = 'exhibitions';
                end $$;
                """);
            migrationBuilder.Sql("alter table customers validate constraint fk_customers_exhibitions", suppressTransaction: true);
            migrationBuilder.Sql("alter table mail_batches validate constraint fk_mail_batches_exhibitions", suppressTransaction: true);
            migrationBuilder.Sql("alter table bills validate constraint fk_bills_customers", suppressTransaction: true);
            migrationBuilder.Sql("alter table outbox_messages validate constraint fk_outbox_messages_customers", suppressTransaction: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                do $$
                begin
                  if (select count(distinct exhibition_id) from (
                    select exhibition_id from customers union all select exhibition_id from mail_batches
                    union all select exhibition_id from audit_entries where exhibition_id <> 0) rows) > 1 then
                    raise exception 'there are rows of several exhibitions, which the version before cannot tell apart';
                  end if;
                end $$;
                """);
            foreach (var (name, table, before, _) in Indexes)
            {
                Make(migrationBuilder, $"{name}_before", table, before);
            }

            Make(migrationBuilder, "ix_outbox_messages_customer_id_before", "outbox_messages", "(customer_id)");
            migrationBuilder.Sql("create unique index if not exists pk_customers_before on customers (id)", suppressTransaction: true);
            migrationBuilder.Sql(string.Concat(Indexes.Select(index => Replace(index.Name)))
                + "alter index ix_outbox_messages_customer_id_before rename to ix_outbox_messages_customer_id;\n");
            migrationBuilder.Sql("""
                alter table bills drop constraint fk_bills_customers;
                alter table outbox_messages drop constraint fk_outbox_messages_customers;
                alter table customers drop constraint fk_customers_exhibitions;
                alter table customers drop constraint pk_customers;
                alter table customers add constraint pk_customers primary key using index pk_customers_before;
                alter table bills add constraint fk_bills_customers foreign key (customer_id) references customers (id) on delete restrict;
                alter table outbox_messages add constraint fk_outbox_messages_customers_customer_id
                  foreign key (customer_id) references customers (id) on delete cascade;
                drop index ix_customers_id;
                drop index ix_outbox_messages_customer;

                create or replace function bills_keep_totals() returns trigger language plpgsql as $$
                begin
                  if new.voided_at is null then
                    update customers set bill_count = bill_count + 1, bill_total = bill_total + new.amount where id = new.customer_id;
                  elsif tg_op = 'UPDATE' then
                    update customers set bill_count = bill_count - 1, bill_total = bill_total - new.amount where id = new.customer_id;
                  end if;
                  return null;
                end $$;

                create or replace function bills_take_customer() returns trigger language plpgsql as $$
                declare
                  customer text;
                begin
                  select search_text into customer from customers where id = new.customer_id for no key update;
                  new.search_text = coalesce(customer, '') || e'\n' || new.search_text;
                  return new;
                end $$;

                create or replace function customers_give_bills() returns trigger language plpgsql as $$
                begin
                  update bills set search_text = new.search_text || substr(search_text, length(old.search_text) + 1)
                  where customer_id = new.id;
                  return null;
                end $$;

                create or replace function bills_refuse_change() returns trigger language plpgsql as $$
                begin
                  if tg_op = 'UPDATE'
                     and (new.id, new.customer_id, new.amount, new.description, new.created_at, new.created_by)
                       = (old.id, old.customer_id, old.amount, old.description, old.created_at, old.created_by)
                     and (old.number is null or new.number = old.number)
                     and (old.voided_at is null or (new.voided_at, new.voided_by, new.void_reason) = (old.voided_at, old.voided_by, old.void_reason))
                  then
                    return new;
                  end if;
                  raise exception 'a bill is never changed or deleted, only voided' using errcode = 'restrict_violation';
                end $$;

                create or replace function bills_in_currency() returns trigger language plpgsql as $$
                declare
                  places integer := (select currency_places(currency) from exhibitions order by id limit 1);
                begin
                  if new.amount <> round(new.amount, places) then
                    raise exception 'an amount has no more decimal places than its currency, which has %', places
                      using errcode = 'check_violation', constraint = 'bills_in_currency', table = 'bills';
                  end if;
                  new.amount = coalesce(round(new.amount, places), new.amount);
                  return new;
                end $$;

                create or replace function exhibitions_keep_meaning() returns trigger language plpgsql as $$
                begin
                  if not exists (select from bills) then
                    lock table bills in share row exclusive mode;
                    if not exists (select from bills) then
                      return new;
                    end if;
                  end if;
                  raise exception 'currency and time zone of an exhibition with bills are never changed'
                    using errcode = 'check_violation', constraint = 'exhibitions_keep_meaning', table = 'exhibitions';
                end $$;

                alter table customers drop column exhibition_id;
                alter table bills drop column exhibition_id;
                alter table outbox_messages drop column exhibition_id;
                alter table mail_batches drop column exhibition_id;
                alter table audit_entries drop column exhibition_id;
                """);
        }

        private static IEnumerable<(string, string, string, string)> Sorted(string table, params string[] columns) =>
            columns.Select(column => ($"ix_{table}_{column}", table, $"({column}, id)", $"(exhibition_id, {column}, id)"));

        private static void Make(MigrationBuilder migrationBuilder, string name, string table, string definition) =>
            migrationBuilder.Sql($"create index if not exists {name} on {table} {definition}", suppressTransaction: true);

        private static string Keep(string name) => $"alter index {name} rename to {name}_before; alter index {name}_now rename to {name};\n";

        private static string Replace(string name) => $"drop index {name}; alter index {name}_before rename to {name};\n";
    }
}
