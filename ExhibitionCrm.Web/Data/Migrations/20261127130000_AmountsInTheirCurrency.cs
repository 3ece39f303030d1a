using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// Amounts have as many decimal places as the exhibition's currency: an amount with more is refused, one with fewer gets
    /// zeros. Those of before stay as they are, digit by digit. Taken back, all have two places again; that is refused as long
    /// as there is an amount that it would round.
    /// </summary>
    public partial class AmountsInTheirCurrency : Migration
    {
        // A numeric with another scale would be a new table, millions of bills and their indexes written under a lock that
        // keeps everybody out; one without precision is the same bytes, and done at once. What bounds the amounts then is the
        // constraint, checked beside others' work. One table in a transaction: who adds a bill takes bills and then
        // customers, who edits a customer the other way round. Begun again, all of it is done once more.
        private const string Amounts = """
            alter table bills
              drop constraint if exists ck_bills_amount,
              alter column amount type numeric,
              add constraint ck_bills_amount check (amount > 0 and amount <= 99999999.99 and scale(amount) <= 3) not valid
            """;

        // Who may add bills looks at the exhibition by the trigger below: the site goes on while it is migrated, and only then
        // the roles' rights are given anew.
        private const string Rights = """
            do $$
            declare
              adds_bills regrole;
            begin
              for adds_bills in
                select distinct a.grantee from pg_class c, aclexplode(c.relacl) a
                where c.oid = 'bills'::regclass and a.privilege_type = 'INSERT' and a.grantee not in (0, c.relowner)
              loop
                execute format('grant select on exhibitions to %s', adds_bills);
              end loop;
            end $$
            """;

        // A session refuses once what it has prepared about a column whose type has changed since, and web processes of the
        // version before would show that as an error. A session that was ended they replace and ask again. Those at work
        // are left alone, and those of the owner; an owner who may end no sessions leaves them all.
        private const string Sessions = """
            do $$
            begin
              perform pg_terminate_backend(s.pid) from pg_stat_activity s
              where s.datname = current_database() and s.state = 'idle' and s.usesysid in (
                select a.grantee from pg_class c, aclexplode(c.relacl) a where c.oid = 'bills'::regclass and a.grantee <> c.relowner);
            exception when insufficient_privilege then
              null;
            end $$
            """;

        // The places as the program knows them; a test compares the two. A change of the currency locks bills out, so that
        // whoever waits for it finds the new one here: each statement of a function sees what was committed before it.
        private const string Places = """
            create or replace function currency_places(code text) returns integer language sql immutable parallel safe as $$
              select case
                when code in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
                when code in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
                else 2 end
            $$;

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

            create or replace trigger bills_in_currency before insert on bills
              for each row execute function bills_in_currency();
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(Amounts, suppressTransaction: true);
            migrationBuilder.Sql("alter table customers alter column bill_total type numeric", suppressTransaction: true);
            migrationBuilder.Sql(Sessions, suppressTransaction: true);
            migrationBuilder.Sql(Rights, suppressTransaction: true);
            migrationBuilder.Sql(Places, suppressTransaction: true);
            migrationBuilder.Sql("alter table bills validate constraint ck_bills_amount", suppressTransaction: true);

            // The planner's statistics of a column go with its type.
            migrationBuilder.Sql("analyze bills (amount), customers (bill_total)", suppressTransaction: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            lock table bills, customers in access exclusive mode;
            do $$
            begin
              if exists (select from bills where amount <> round(amount, 2)) then
                raise exception 'There are bills with three decimal places, which the version before would round. Nothing was changed.'
                  using errcode = 'restrict_violation';
              end if;
            end $$;
            drop trigger bills_in_currency on bills;
            drop function bills_in_currency();
            drop function currency_places(text);
            alter table bills
              drop constraint ck_bills_amount,
              alter column amount type numeric(10,2),
              add constraint ck_bills_amount check (amount > 0 and amount <= 99999999.99);
            alter table customers alter column bill_total type numeric(16,2);
            """);
    }
}
