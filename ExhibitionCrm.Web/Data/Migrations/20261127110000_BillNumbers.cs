using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// Bills get a number that people can say, counted from 1. New ones have it from here on, whichever version adds them;
    /// those of before stay without until the next migration, which gives them the numbers below. No row is read under a
    /// lock or written for it, so that it is done at once.
    /// </summary>
    public partial class BillNumbers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Who may add bills needs the sequence for the column's default: the site goes on while bills of before are numbered,
            // and only then the roles' rights are given anew.
            migrationBuilder.Sql("""
                do $$
                declare
                  adds_bills regrole;
                begin
                  execute format('create sequence bill_numbers as integer start %s', (select count(*) + 1 from bills));
                  for adds_bills in
                    select distinct a.grantee from pg_class c, aclexplode(c.relacl) a
                    where c.oid = 'bills'::regclass and a.privilege_type = 'INSERT' and a.grantee not in (0, c.relowner)
                  loop
                    execute format('grant usage on sequence bill_numbers to %s', adds_bills);
                  end loop;
                end $$;

                alter table bills add column number integer;
                alter table bills alter column number set default nextval('bill_numbers');
                alter sequence bill_numbers owned by bills.number;

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
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                create or replace function bills_refuse_change() returns trigger language plpgsql as $$
                begin
                  if tg_op = 'UPDATE'
                     and (new.id, new.customer_id, new.amount, new.description, new.created_at, new.created_by)
                       = (old.id, old.customer_id, old.amount, old.description, old.created_at, old.created_by)
                     and (old.voided_at is null or (new.voided_at, new.voided_by, new.void_reason) = (old.voided_at, old.voided_by, old.void_reason))
                  then
                    return new;
                  end if;
                  raise exception 'a bill is never changed or deleted, only voided' using errcode = 'restrict_violation';
                end $$;

                -- The sequence goes with its column.
                alter table bills drop column number;
                """);
        }
    }
}
