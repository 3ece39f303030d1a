using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// Customers in the order of their companies. For a million of them it takes some four seconds, in which they are read
    /// but none is written.
    /// </summary>
    public partial class CustomersByCompany : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                alter table customers validate constraint ck_customers_company;
                alter table customers validate constraint ck_customers_job_title;
                alter table customers validate constraint ck_customers_note;
                """);

            migrationBuilder.CreateIndex(
                name: "ix_customers_company",
                table: "customers",
                columns: new[] { "company_key", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_customers_company",
                table: "customers");
        }
    }
}
