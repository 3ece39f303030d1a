using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// The entries of before become events too. Outside a transaction, so that others read and write meanwhile; begun
    /// again, it does what is left.
    /// </summary>
    public partial class TypedEventsOfBefore : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                update audit_entries set (kind, owner, owner_id, data) = (
                  select e.kind, e.owner, e.owner_id, e.data from audit_event_of_text(action, subject, subject_id, changes) e)
                where kind is null
                """,
                suppressTransaction: true);
            migrationBuilder.Sql("""
                alter table audit_entries alter column kind set not null, alter column data set not null;
                analyze audit_entries;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("alter table audit_entries alter column kind drop not null, alter column data drop not null");
    }
}
