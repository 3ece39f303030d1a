using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>Resends to many are told, followed and cancelled as one. Taken back, a cancelled mail counts as one that failed.</summary>
    public partial class MailBatches : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "batch_id",
                table: "outbox_messages",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "mail_batches",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    chosen = table.Column<int>(type: "integer", nullable: false),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail_batches", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ux_outbox_messages_batch",
                table: "outbox_messages",
                columns: ["batch_id", "customer_id"],
                unique: true,
                filter: "batch_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_mail_batches_created_at",
                table: "mail_batches",
                column: "created_at");

            migrationBuilder.AddForeignKey(
                name: "fk_outbox_messages_mail_batches_batch_id",
                table: "outbox_messages",
                column: "batch_id",
                principalTable: "mail_batches",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                update outbox_messages set state = 'Failed' where state = 'Cancelled';
                update customers set mail_state = 'Failed' where mail_state = 'Cancelled';
                update audit_entries set subject = 'Export', action = 'Resent' where subject = 'Mail';
                """);

            migrationBuilder.DropForeignKey(
                name: "fk_outbox_messages_mail_batches_batch_id",
                table: "outbox_messages");

            migrationBuilder.DropTable(
                name: "mail_batches");

            migrationBuilder.DropIndex(
                name: "ux_outbox_messages_batch",
                table: "outbox_messages");

            migrationBuilder.DropColumn(
                name: "batch_id",
                table: "outbox_messages");
        }
    }
}
