using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// Each exhibition counts its bills from 1. The first one goes on with the sequence of before, which web processes of the
    /// version before name; whoever makes another gets a sequence with it. Bills are read meanwhile, but for the making of one
    /// index added too. Begun again, it does what is left.
    /// </summary>
    public partial class BillNumbersOfExhibitions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("create unique index if not exists ix_bills_number_now on bills (exhibition_id, number)", suppressTransaction: true);
            // Not unique: bills of other exhibitions come while it is there. See OldIndexes.
            migrationBuilder.Sql("create index if not exists ix_bills_number_before on bills (number)", suppressTransaction: true);
            migrationBuilder.Sql("""
                drop index ix_bills_number;
                alter index ix_bills_number_now rename to ix_bills_number;

                -- As the owner: who adds bills or exhibitions may not see, or make, sequences.
                create or replace function next_bill_number(exhibition integer) returns integer
                language plpgsql volatile security definer set search_path = public, pg_temp as $$
                begin
                  return nextval(coalesce(to_regclass('bill_numbers_' || exhibition), 'bill_numbers'::regclass));
                end $$;

                create or replace function exhibitions_count_bills() returns trigger
                language plpgsql security definer set search_path = public, pg_temp as $$
                begin
                  if tg_op = 'DELETE' then
                    execute format('drop sequence if exists bill_numbers_%s', old.id);
                  elsif exists (select from exhibitions where id <> new.id) then
                    execute format('create sequence if not exists bill_numbers_%s as integer', new.id);
                  end if;
                  return null;
                end $$;

                create or replace trigger exhibitions_count_bills after insert or delete on exhibitions
                  for each row execute function exhibitions_count_bills();

                -- Those that were made since rows belong to exhibitions.
                do $$
                declare
                  made integer;
                begin
                  for made in select id from exhibitions where id <> (select min(id) from exhibitions) loop
                    execute format('create sequence if not exists bill_numbers_%s as integer start %s', made,
                      (select coalesce(max(number), 0) + 1 from bills where exhibition_id = made));
                  end loop;
                end $$;

                create or replace function bills_take_number() returns trigger language plpgsql as $$
                begin
                  new.number = next_bill_number(new.exhibition_id);
                  return new;
                end $$;

                create or replace trigger bills_take_number before insert on bills
                  for each row when (new.number is null) execute function bills_take_number();

                -- Also where rows come in with the other triggers switched off: a number is no consequence, but part of the bill.
                alter table bills enable always trigger bills_take_number;

                alter table bills alter column number drop default;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // Fails where two exhibitions have bills of one number, which the version before cannot tell apart.
            migrationBuilder.Sql("create unique index if not exists ix_bills_number_unique on bills (number)", suppressTransaction: true);
            migrationBuilder.Sql("""
                drop index if exists ix_bills_number_before;
                drop index ix_bills_number;
                alter index ix_bills_number_unique rename to ix_bills_number;
                alter table bills alter column number set default nextval('bill_numbers');
                drop trigger bills_take_number on bills;
                drop function bills_take_number();
                drop trigger exhibitions_count_bills on exhibitions;
                drop function exhibitions_count_bills();
                drop function next_bill_number(integer);

                do $$
                declare
                  counting text;
                begin
                  for counting in select relname from pg_class where relkind = 'S' and relname ~ '^bill_numbers_[0-9]+$' loop
                    execute format('drop sequence %I', counting);
                  end loop;
                end $$;
                """);
        }
    }
}
