using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// Company, job title and note, which nobody of before has. No row is read or written for it, so that it is done at
    /// once; what reads them all is left to the next migration. Taken back, all three are lost but in the activity.
    /// </summary>
    public partial class CustomerCompany : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                alter table customers
                  add column company character varying(255) not null default '',
                  add column job_title character varying(255) not null default '',
                  add column note character varying(2000) not null default '',
                  add column company_key character varying(100) collate "C" not null default U&'\+10FFFF',
                  add constraint ck_customers_company check (company !~ '[\x01-\x1f\x7f-\x9f]') not valid,
                  add constraint ck_customers_job_title check (job_title !~ '[\x01-\x1f\x7f-\x9f]') not valid,
                  add constraint ck_customers_note check (note !~ '[\x01-\x08\x0b-\x1f\x7f-\x9f]') not valid;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // The company is the third line of six: customers that the version before has edited since are without it. Bills
            // follow by their trigger.
            migrationBuilder.Sql("""
                update customers set search_text = regexp_replace(search_text, '^([^\n]*\n[^\n]*)\n[^\n]*((?:\n[^\n]*){3})$', '\1\2')
                where company <> '';
                alter table customers drop column company, drop column job_title, drop column note, drop column company_key;
                """);
        }
    }
}
