using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// Who is no administrator has a role at each exhibition: at all that there are, the one that they had. The trigger is for
    /// whoever gives people one role, as web processes of the version before do: they know of the first exhibition only.
    /// People whose role changes wait for it.
    /// </summary>
    public partial class RolesOfExhibitions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            -- That of those who change accounts, see AccountTransaction: with one of them in between, each might wait for the other.
            select pg_advisory_xact_lock(x'43524D32'::bigint);

            create table exhibition_roles (
              user_id uuid not null,
              exhibition_id integer not null,
              role text not null,
              constraint pk_exhibition_roles primary key (user_id, exhibition_id),
              constraint ck_exhibition_roles_role check (role in ('Staff', 'Viewer')),
              constraint fk_exhibition_roles_users foreign key (user_id) references users (id) on delete cascade,
              constraint fk_exhibition_roles_exhibitions foreign key (exhibition_id) references exhibitions (id) on delete cascade
            );

            do $$
            declare
              gives_roles regrole;
            begin
              for gives_roles in
                select distinct a.grantee from pg_class c, aclexplode(c.relacl) a
                where c.oid = 'user_roles'::regclass and a.privilege_type = 'INSERT' and a.grantee not in (0, c.relowner)
              loop
                execute format('grant select, insert, update, delete on exhibition_roles to %s', gives_roles);
              end loop;
            end $$;

            create function user_roles_give_first() returns trigger language plpgsql as $$
            declare
              given text := (select name from roles where id = new.role_id);
            begin
              if given in ('Staff', 'Viewer') then
                insert into exhibition_roles (user_id, exhibition_id, role) select new.user_id, min(id), given from exhibitions having count(*) > 0
                on conflict (user_id, exhibition_id) do update set role = given;
              else
                delete from exhibition_roles where user_id = new.user_id;
              end if;
              return null;
            end $$;

            create trigger user_roles_give_first after insert on user_roles for each row execute function user_roles_give_first();

            insert into exhibition_roles (user_id, exhibition_id, role)
            select u.user_id, e.id, r.name from user_roles u join roles r on r.id = u.role_id cross join exhibitions e where r.name in ('Staff', 'Viewer');
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            drop trigger user_roles_give_first on user_roles;
            drop function user_roles_give_first();
            drop table exhibition_roles;
            """);
    }
}
