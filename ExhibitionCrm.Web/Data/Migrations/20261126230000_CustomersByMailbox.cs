using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// Customers by their address, domain first: see DuplicateFinder. While the index is made, customers are read but none is
    /// written. The index is of an expression, which the model does not know of.
    /// </summary>
    [DbContext(typeof(CrmDbContext))]
    [Migration("20261126230000_CustomersByMailbox")]
    public sealed class CustomersByMailbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            create index ix_customers_mailbox on customers
              ((lower(split_part(email, '@', 2) || '@' || split_part(email, '@', 1)) collate "C"));
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop index ix_customers_mailbox");
    }
}
