using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// Exhibitions, of which migrate makes the first one afterwards. With the first bill, void or not, currency and time zone
    /// stay what they are: whoever changes one of them lets no bill be added meanwhile, and sees those that just were.
    /// </summary>
    public partial class Exhibitions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "exhibitions",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    slug = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    venue = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    starts_on = table.Column<DateOnly>(type: "date", nullable: true),
                    ends_on = table.Column<DateOnly>(type: "date", nullable: true),
                    time_zone = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    implausible_from = table.Column<decimal>(type: "numeric(10,2)", precision: 10, scale: 2, nullable: false),
                    phone_region = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: true),
                    privacy_url = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    state = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false, defaultValue: "open"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_exhibitions", x => x.id);
                    table.CheckConstraint("ck_exhibitions_currency", "currency ~ '^[A-Z]{3}$'");
                    table.CheckConstraint("ck_exhibitions_dates", "ends_on >= starts_on");
                    table.CheckConstraint("ck_exhibitions_implausible_from", "implausible_from between 1 and 99999999 and implausible_from = trunc(implausible_from)");
                    table.CheckConstraint("ck_exhibitions_name", "name <> '' and name !~ '[\\x01-\\x1f\\x7f-\\x9f]'");
                    table.CheckConstraint("ck_exhibitions_phone_region", "phone_region ~ '^[A-Z]{2}$'");
                    table.CheckConstraint("ck_exhibitions_privacy_url", "privacy_url ~ '^https?://.' and privacy_url !~ '[\\x01-\\x1f\\x7f-\\x9f]'");
                    table.CheckConstraint("ck_exhibitions_slug", "slug ~ '^[a-z0-9](-?[a-z0-9])*$'");
                    table.CheckConstraint("ck_exhibitions_state", "state in ('draft', 'open', 'closed', 'archived')");
                    table.CheckConstraint("ck_exhibitions_time_zone", "time_zone ~ '^(?:UTC|(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)/[A-Za-z0-9_+/-]+)$'");
                    table.CheckConstraint("ck_exhibitions_venue", "venue !~ '[\\x01-\\x1f\\x7f-\\x9f]'");
                });

            migrationBuilder.CreateIndex(
                name: "ux_exhibitions_slug",
                table: "exhibitions",
                column: "slug",
                unique: true);

            migrationBuilder.Sql("""
                create function exhibitions_keep_meaning() returns trigger language plpgsql as $$
                begin
                  if not exists (select from bills) then
                    lock table bills in share row exclusive mode;
                    if not exists (select from bills) then
                      return new;
                    end if;
                  end if;
                  raise exception 'currency and time zone of an exhibition with bills are never changed'
                    using errcode = 'check_violation', constraint = 'exhibitions_keep_meaning', table = 'exhibitions';
                end $$;

                create trigger exhibitions_keep_meaning before update on exhibitions
                  for each row when (old.currency <> new.currency or old.time_zone <> new.time_zone)
                  execute function exhibitions_keep_meaning();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "exhibitions");
            migrationBuilder.Sql("drop function exhibitions_keep_meaning()");
        }
    }
}
