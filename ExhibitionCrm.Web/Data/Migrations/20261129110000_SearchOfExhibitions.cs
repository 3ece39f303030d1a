using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// Each exhibition is searched by indexes of its own, see SearchIndexes, which <c>migrate</c> makes once this is done; and
    /// mails to staff and batches are found by exhibition. The common ones stay, under the names of what goes when no process of
    /// the version before is left.
    /// </summary>
    public partial class SearchOfExhibitions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                alter index ix_customers_search rename to ix_customers_search_before;
                alter index ix_bills_search rename to ix_bills_search_before;
                alter index ix_customers_id rename to ix_customers_id_before;
                alter index ix_outbox_messages_user_id rename to ix_outbox_messages_user_id_before;
                alter index ix_mail_batches_created_at rename to ix_mail_batches_created_at_before;
                create index ix_customers_id on customers (id, exhibition_id);
                create index ix_outbox_messages_user on outbox_messages (user_id, exhibition_id) where user_id is not null;
                create index ix_mail_batches_created_at on mail_batches (exhibition_id, created_at);

                -- As the owner: who makes exhibitions may not change tables. Who writes waits while the table is read once, but
                -- not for one who writes for long.
                create function make_search_indexes(searched text) returns void
                language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
                declare
                  made integer;
                begin
                  if searched not in ('customers', 'bills') then
                    raise exception '% is not searched', searched using errcode = 'invalid_parameter_value';
                  end if;

                  for made in select id from exhibitions where to_regclass(format('ix_%s_search_%s', searched, id)) is null order by id loop
                    execute format(
                      'create index if not exists ix_%1$s_search_%2$s on %1$s using gin (search_text gin_trgm_ops) where exhibition_id = %2$s', searched, made);
                  end loop;
                end $$;
                revoke execute on function make_search_indexes(text) from public;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                drop function make_search_indexes(text);
                drop index ix_customers_id, ix_outbox_messages_user, ix_mail_batches_created_at;
                alter index if exists ix_customers_id_before rename to ix_customers_id;
                alter index if exists ix_customers_search_before rename to ix_customers_search;
                alter index if exists ix_bills_search_before rename to ix_bills_search;
                alter index if exists ix_outbox_messages_user_id_before rename to ix_outbox_messages_user_id;
                alter index if exists ix_mail_batches_created_at_before rename to ix_mail_batches_created_at;
                create index if not exists ix_customers_id on customers (id);
                create index if not exists ix_customers_search on customers using gin (search_text gin_trgm_ops);
                create index if not exists ix_bills_search on bills using gin (search_text gin_trgm_ops);
                create index if not exists ix_outbox_messages_user_id on outbox_messages (user_id);
                create index if not exists ix_mail_batches_created_at on mail_batches (created_at);

                do $$
                declare
                  own text;
                begin
                  for own in select indexname from pg_indexes where schemaname = 'public' and indexname ~ '^ix_(customers|bills)_search_[0-9]+$' loop
                    execute format('drop index %I', own);
                  end loop;
                end $$;
                """);
        }
    }
}
