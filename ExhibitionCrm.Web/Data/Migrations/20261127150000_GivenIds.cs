using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// The IDs that were given, also to those who were deleted since: none is given twice. The trigger is for whoever adds
    /// customers without one, as web processes of the version before do. Customers are added meanwhile. Begun again, it does
    /// what is left.
    /// </summary>
    public partial class GivenIds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                create table if not exists given_ids (id character varying(8) not null, constraint pk_given_ids primary key (id));

                do $$
                declare
                  adds_customers regrole;
                begin
                  for adds_customers in
                    select distinct a.grantee from pg_class c, aclexplode(c.relacl) a
                    where c.oid = 'customers'::regclass and a.privilege_type = 'INSERT' and a.grantee not in (0, c.relowner)
                  loop
                    execute format('grant select, insert on given_ids to %s', adds_customers);
                  end loop;
                end $$;

                create or replace function customers_give_ids() returns trigger language plpgsql as $$
                begin
                  insert into given_ids (id) values (new.id) on conflict do nothing;
                  return new;
                end $$;

                create or replace trigger customers_give_ids before insert on customers for each row execute function customers_give_ids();
                """);
            migrationBuilder.Sql("""
                insert into given_ids (id)
                select id from customers union select subject_id from audit_entries where subject = 'Customer' and length(subject_id) = 8
                on conflict do nothing
                """, suppressTransaction: true);
            migrationBuilder.Sql("""
                alter table customers drop constraint if exists fk_customers_given_ids,
                  add constraint fk_customers_given_ids foreign key (id) references given_ids (id) on delete restrict not valid
                """, suppressTransaction: true);
            migrationBuilder.Sql("alter table customers validate constraint fk_customers_given_ids", suppressTransaction: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            alter table customers drop constraint fk_customers_given_ids;
            drop trigger customers_give_ids on customers;
            drop function customers_give_ids();
            drop table given_ids;
            """);
    }
}
