using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// Exhibitions have a mail sender, a label size and a logo. Those of before keep the installation's sender and the usual
    /// label, which is also what web processes of the version before make and leave alone. A logo of an archived exhibition
    /// stays as it is. Begun again, it does what is left.
    /// </summary>
    public partial class SenderLabelLogo : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            alter table exhibitions
              add column if not exists sender_name character varying(100),
              add column if not exists sender_address character varying(254),
              add column if not exists label_width integer not null default 89,
              add column if not exists label_height integer not null default 36,
              drop constraint if exists ck_exhibitions_sender_name,
              drop constraint if exists ck_exhibitions_sender_address,
              drop constraint if exists ck_exhibitions_label_width,
              drop constraint if exists ck_exhibitions_label_height,
              add constraint ck_exhibitions_sender_name check (sender_name is null or sender_name <> '' and sender_name !~ '[\x01-\x1f\x7f-\x9f]' and sender_address is not null),
              add constraint ck_exhibitions_sender_address check (sender_address ~ '^[^@<> ]+@[^@<> ]+$' and sender_address !~ '[\x01-\x1f\x7f-\x9f]'),
              add constraint ck_exhibitions_label_width check (label_width between 20 and 210),
              add constraint ck_exhibitions_label_height check (label_height between 15 and 297);

            create table if not exists exhibition_logos (
              exhibition_id integer not null,
              content_type character varying(20) not null,
              content bytea not null,
              width integer not null,
              height integer not null,
              version character varying(16) not null,
              uploaded_at timestamp with time zone not null,
              uploaded_by character varying(256) not null,
              constraint pk_exhibition_logos primary key (exhibition_id),
              constraint ck_exhibition_logos_content_type check (content_type in ('image/png', 'image/jpeg')),
              constraint ck_exhibition_logos_content check (octet_length(content) between 1 and 1048576),
              constraint ck_exhibition_logos_width check (width between 16 and 2000),
              constraint ck_exhibition_logos_height check (height between 16 and 2000),
              constraint ck_exhibition_logos_version check (version ~ '^[0-9a-f]{16}$'),
              constraint ck_exhibition_logos_uploaded_by check (uploaded_by <> '' and uploaded_by !~ '[\x01-\x1f\x7f-\x9f]'),
              constraint fk_exhibition_logos_exhibitions foreign key (exhibition_id) references exhibitions (id) on delete cascade
            );

            create or replace trigger exhibition_logos_of_archived before insert or update or delete on exhibition_logos
              for each row execute function refuse_of_archived();

            do $$
            declare
              edits_exhibitions regrole;
            begin
              for edits_exhibitions in
                select distinct a.grantee from pg_class c, aclexplode(c.relacl) a
                where c.oid = 'exhibitions'::regclass and a.privilege_type = 'UPDATE' and a.grantee not in (0, c.relowner)
              loop
                execute format('grant select, insert, update, delete on exhibition_logos to %s', edits_exhibitions);
              end loop;
            end $$;
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            drop table if exists exhibition_logos;
            alter table exhibitions
              drop column if exists sender_name,
              drop column if exists sender_address,
              drop column if exists label_width,
              drop column if exists label_height;
            """);
    }
}
