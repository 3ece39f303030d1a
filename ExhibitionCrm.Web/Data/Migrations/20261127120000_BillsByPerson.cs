using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>Somebody's last bills without those of everybody else. While the index is made, bills are read but none is written.</summary>
    public partial class BillsByPerson : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.CreateIndex(name: "ix_bills_created_by", table: "bills", columns: new[] { "created_by", "created_at" });

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.DropIndex(name: "ix_bills_created_by", table: "bills");
    }
}
