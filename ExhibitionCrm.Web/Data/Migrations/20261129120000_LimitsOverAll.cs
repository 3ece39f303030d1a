using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// What web processes count together: sign-in forms, and mails that are being sent. Who registers, and mail, waits while the
    /// index is made, which is as long as it takes to read the mails once.
    /// </summary>
    public partial class LimitsOverAll : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            create unlogged table sign_in_counts (
              key bytea not null,
              since timestamp with time zone not null,
              forms integer not null,
              constraint pk_sign_in_counts primary key (key)
            );
            create index ix_sign_in_counts_since on sign_in_counts (since);
            create index ix_outbox_messages_sending on outbox_messages (exhibition_id, due_at) where state = 'Sending';
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            drop index ix_outbox_messages_sending;
            drop table sign_in_counts;
            """);
    }
}
