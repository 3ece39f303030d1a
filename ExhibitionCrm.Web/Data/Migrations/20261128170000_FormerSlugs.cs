using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// The short names that exhibitions have and had. The trigger keeps them, also for web processes of the version before, as
    /// the owner: the site reads them only. A short name of another exhibition is refused as if that still had it.
    /// </summary>
    public partial class FormerSlugs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            create table exhibition_slugs (
              slug character varying(40) not null,
              exhibition_id integer not null,
              constraint pk_exhibition_slugs primary key (slug),
              constraint fk_exhibition_slugs_exhibitions foreign key (exhibition_id) references exhibitions (id) on delete cascade
            );
            create index ix_exhibition_slugs_exhibition on exhibition_slugs (exhibition_id);

            do $$
            declare
              reads_exhibitions regrole;
            begin
              for reads_exhibitions in
                select distinct a.grantee from pg_class c, aclexplode(c.relacl) a
                where c.oid = 'exhibitions'::regclass and a.privilege_type = 'SELECT' and a.grantee not in (0, c.relowner)
              loop
                execute format('grant select on exhibition_slugs to %s', reads_exhibitions);
              end loop;
            end $$;

            create function exhibitions_keep_slugs() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
            begin
              insert into exhibition_slugs (slug, exhibition_id) values (new.slug, new.id) on conflict (slug) do nothing;
              if not exists (select from exhibition_slugs where slug = new.slug and exhibition_id = new.id) then
                raise exception 'the short name % is or was that of another exhibition', new.slug
                  using errcode = 'unique_violation', constraint = 'ux_exhibitions_slug', table = 'exhibitions';
              end if;
              return null;
            end $$;

            create trigger exhibitions_keep_slugs after insert or update of slug on exhibitions
              for each row execute function exhibitions_keep_slugs();

            insert into exhibition_slugs (slug, exhibition_id) select slug, id from exhibitions;
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            drop trigger exhibitions_keep_slugs on exhibitions;
            drop function exhibitions_keep_slugs();
            drop table exhibition_slugs;
            """);
    }
}
