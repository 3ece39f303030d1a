using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// An exhibition says whether customers have to give an e-mail address and a phone number; all of before ask for both. No
    /// row changes: what was allowed still is. A lock at a time, so that nobody who writes meanwhile waits in a circle. Web
    /// processes of the version before go on, and ask for both. Begun again, it does what is left. On the way down there must
    /// be nobody without one of the two.
    /// </summary>
    public partial class OptionalContact : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                alter table exhibitions
                  add column if not exists email_required boolean not null default true,
                  add column if not exists phone_required boolean not null default true
                """, suppressTransaction: true);
            migrationBuilder.Sql("""
                alter table customers
                  drop constraint if exists ck_customers_email, drop constraint if exists ck_customers_phone,
                  add constraint ck_customers_email check (email !~ '[\x01-\x1f\x7f-\x9f]') not valid,
                  add constraint ck_customers_phone check (phone !~ '[\x01-\x1f\x7f-\x9f]') not valid
                """, suppressTransaction: true);
            Validate(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                lock table customers in access exclusive mode;

                do $$
                declare
                  without bigint := (select count(*) from customers where email = '' or phone = '');
                begin
                  if without > 0 then
                    raise exception '% customers have no e-mail address or no phone number, without which the version before has nobody', without
                      using hint = 'Give each of them both, or delete them, then go back.';
                  end if;
                end $$;

                -- Whose address came later than the registration has no mail, for which the version before has no word.
                alter table customers disable trigger customers_of_archived;
                update customers set mail_state = 'Cancelled' where mail_state = 'None';
                alter table customers enable trigger customers_of_archived;

                alter table customers
                  drop constraint if exists ck_customers_email, drop constraint if exists ck_customers_phone,
                  add constraint ck_customers_email check (email <> '' and email !~ '[\x01-\x1f\x7f-\x9f]') not valid,
                  add constraint ck_customers_phone check (phone <> '' and phone !~ '[\x01-\x1f\x7f-\x9f]') not valid;
                """);
            Validate(migrationBuilder);
            migrationBuilder.Sql("alter table exhibitions drop column if exists email_required, drop column if exists phone_required", suppressTransaction: true);
        }

        // By itself: it reads them all, and lets others write meanwhile.
        private static void Validate(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            "alter table customers validate constraint ck_customers_email, validate constraint ck_customers_phone", suppressTransaction: true);
    }
}
