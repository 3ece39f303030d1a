using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// What forms refuse, the database refuses too. No form let such text in before; where somebody wrote it by other means
    /// its control characters become spaces, and a name, address or number that is missing a question mark.
    /// </summary>
    public partial class ShapesOfText : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                update customers set
                    name = coalesce(nullif(regexp_replace(name, '[\x01-\x1f\x7f-\x9f]', ' ', 'g'), ''), '?'),
                    email = coalesce(nullif(regexp_replace(email, '[\x01-\x1f\x7f-\x9f]', ' ', 'g'), ''), '?'),
                    phone = coalesce(nullif(regexp_replace(phone, '[\x01-\x1f\x7f-\x9f]', ' ', 'g'), ''), '?')
                where '' in (name, email, phone) or name || email || phone ~ '[\x01-\x1f\x7f-\x9f]';
                alter table bills disable trigger user;
                update bills set
                    description = regexp_replace(description, '[\x01-\x08\x0b-\x1f\x7f-\x9f]', ' ', 'g'),
                    void_reason = regexp_replace(void_reason, '[\x01-\x08\x0b-\x1f\x7f-\x9f]', ' ', 'g')
                where description || coalesce(void_reason, '') ~ '[\x01-\x08\x0b-\x1f\x7f-\x9f]';
                alter table bills enable trigger user;
                """);

            migrationBuilder.AddCheckConstraint(
                name: "ck_customers_email",
                table: "customers",
                sql: "email <> '' and email !~ '[\\x01-\\x1f\\x7f-\\x9f]'");

            migrationBuilder.AddCheckConstraint(
                name: "ck_customers_name",
                table: "customers",
                sql: "name <> '' and name !~ '[\\x01-\\x1f\\x7f-\\x9f]'");

            migrationBuilder.AddCheckConstraint(
                name: "ck_customers_phone",
                table: "customers",
                sql: "phone <> '' and phone !~ '[\\x01-\\x1f\\x7f-\\x9f]'");

            migrationBuilder.AddCheckConstraint(
                name: "ck_bills_description",
                table: "bills",
                sql: "description !~ '[\\x01-\\x08\\x0b-\\x1f\\x7f-\\x9f]'");

            migrationBuilder.AddCheckConstraint(
                name: "ck_bills_void_reason",
                table: "bills",
                sql: "void_reason !~ '[\\x01-\\x08\\x0b-\\x1f\\x7f-\\x9f]'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_customers_email",
                table: "customers");

            migrationBuilder.DropCheckConstraint(
                name: "ck_customers_name",
                table: "customers");

            migrationBuilder.DropCheckConstraint(
                name: "ck_customers_phone",
                table: "customers");

            migrationBuilder.DropCheckConstraint(
                name: "ck_bills_description",
                table: "bills");

            migrationBuilder.DropCheckConstraint(
                name: "ck_bills_void_reason",
                table: "bills");
        }
    }
}
