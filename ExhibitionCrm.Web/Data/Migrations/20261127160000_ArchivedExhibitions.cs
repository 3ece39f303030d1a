using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// What belongs to an archived exhibition stays as it is, whoever asks. Who writes looks the exhibition up and locks nothing;
    /// who archives lets nobody write for that moment, bills first, as they are written, and sees what just was. Mails to staff
    /// go on: they speak of no exhibition. A lock at a time, so that nobody who writes meanwhile waits in a circle. Begun again,
    /// it does what is left. The colour has a default for web processes of the version before.
    /// </summary>
    public partial class ArchivedExhibitions : Migration
    {
        private static readonly (string Name, string Table, string When)[] Triggers =
        [
            ("customers_of_archived", "customers", "before insert or update or delete on customers for each row"),
            ("bills_of_archived", "bills", "before insert or update or delete on bills for each row"),
            ("mail_batches_of_archived", "mail_batches", "before insert or update or delete on mail_batches for each row"),
            ("outbox_messages_of_archived_insert", "outbox_messages", "before insert on outbox_messages for each row when (new.customer_id is not null)"),
            ("outbox_messages_of_archived_update", "outbox_messages", "before update on outbox_messages for each row when (old.customer_id is not null or new.customer_id is not null)"),
            ("outbox_messages_of_archived_delete", "outbox_messages", "before delete on outbox_messages for each row when (old.customer_id is not null)"),
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                alter table exhibitions
                  add column if not exists colour character varying(10) not null default 'blue',
                  add column if not exists idempotency_key uuid,
                  drop constraint if exists ck_exhibitions_colour,
                  add constraint ck_exhibitions_colour check (colour in ('blue', 'teal', 'green', 'olive', 'orange', 'red', 'pink', 'purple', 'grey'));
                create unique index if not exists ux_exhibitions_idempotency_key on exhibitions (idempotency_key);

                create or replace function refuse_of_archived() returns trigger language plpgsql as $$
                begin
                  if exists (select from exhibitions where id in (old.exhibition_id, new.exhibition_id) and state = 'archived') then
                    raise exception 'what belongs to an archived exhibition is read, not changed'
                      using errcode = 'check_violation', constraint = 'exhibition_archived', table = tg_table_name;
                  end if;
                  if tg_op = 'DELETE' then
                    return old;
                  end if;
                  return new;
                end $$;

                create or replace function exhibitions_archive() returns trigger language plpgsql set lock_timeout = '3s' as $$
                begin
                  lock table bills, customers, outbox_messages, mail_batches in share row exclusive mode;
                  if exists (
                    select from outbox_messages
                    where exhibition_id = old.id and customer_id is not null and state in ('Queued', 'Sending')) then
                    raise exception 'an exhibition with mails that wait is not archived'
                      using errcode = 'check_violation', constraint = 'exhibitions_archive', table = 'exhibitions';
                  end if;
                  return new;
                end $$;

                create or replace trigger exhibitions_archive before update on exhibitions
                  for each row when (old.state <> 'archived' and new.state = 'archived') execute function exhibitions_archive();
                """);
            foreach (var (name, _, when) in Triggers)
            {
                migrationBuilder.Sql($"create or replace trigger {name} {when} execute function refuse_of_archived()", suppressTransaction: true);
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var (name, table, _) in Triggers)
            {
                migrationBuilder.Sql($"drop trigger if exists {name} on {table}", suppressTransaction: true);
            }

            migrationBuilder.Sql("""
                drop trigger if exists exhibitions_archive on exhibitions;
                drop function if exists exhibitions_archive();
                drop function if exists refuse_of_archived();
                alter table exhibitions drop column if exists colour, drop column if exists idempotency_key;
                """);
        }
    }
}
