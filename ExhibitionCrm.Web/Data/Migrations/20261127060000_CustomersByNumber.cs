using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// Customers by their number's digits, the last one first: see DuplicateFinder. While the index is made, customers are
    /// read but none is written. The index is of an expression, which the model does not know of.
    /// </summary>
    [DbContext(typeof(CrmDbContext))]
    [Migration("20261127060000_CustomersByNumber")]
    public sealed class CustomersByNumber : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            create index ix_customers_number on customers
              ((reverse(regexp_replace(translate(phone, '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９', '012345678901234567890123456789'), '[^0-9]', '', 'g')) collate "C"));
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop index ix_customers_number");
    }
}
