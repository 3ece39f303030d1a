using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// A bill's search text begins with its customer's, so that bills are found by both from one index. Kept by triggers.
    /// The larger statistics tell the planner how common a name is, to within some tenths of a per cent.
    /// </summary>
    public partial class BillsFoundByCustomer : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                drop trigger bills_keep_totals on bills;
                drop trigger bills_refuse_change on bills;
                drop index ix_bills_search;
                update bills set search_text = c.search_text || e'\n' || bills.search_text from customers c where c.id = bills.customer_id;
                create index ix_bills_search on bills using gin (search_text gin_trgm_ops);

                -- The customer stays locked until the bill is in: an edit waits, and then finds the bill to change.
                create function bills_take_customer() returns trigger language plpgsql as $$
                declare
                  customer text;
                begin
                  select search_text into customer from customers where id = new.customer_id for no key update;
                  new.search_text = coalesce(customer, '') || e'\n' || new.search_text;
                  return new;
                end $$;

                create function customers_give_bills() returns trigger language plpgsql as $$
                begin
                  update bills set search_text = new.search_text || substr(search_text, length(old.search_text) + 1)
                  where customer_id = new.id;
                  return null;
                end $$;

                create or replace function bills_refuse_change() returns trigger language plpgsql as $$
                begin
                  if tg_op = 'UPDATE'
                     and (new.id, new.customer_id, new.amount, new.description, new.created_at, new.created_by)
                       = (old.id, old.customer_id, old.amount, old.description, old.created_at, old.created_by)
                     and (old.voided_at is null or (new.voided_at, new.voided_by, new.void_reason) = (old.voided_at, old.voided_by, old.void_reason))
                  then
                    return new;
                  end if;
                  raise exception 'a bill is never changed or deleted, only voided' using errcode = 'restrict_violation';
                end $$;

                create trigger bills_take_customer before insert on bills
                  for each row execute function bills_take_customer();
                create trigger bills_refuse_change before update or delete on bills
                  for each row execute function bills_refuse_change();
                create trigger bills_keep_totals after insert or update of voided_at on bills
                  for each row execute function bills_keep_totals();
                create trigger customers_give_bills after update of search_text on customers
                  for each row when (old.search_text is distinct from new.search_text) execute function customers_give_bills();

                alter table customers alter search_text set statistics 400;
                alter table bills alter search_text set statistics 400;
                analyze customers, bills;
                """);
            migrationBuilder.DropIndex(name: "ix_outbox_messages_created_at", table: "outbox_messages");
            migrationBuilder.CreateIndex(name: "ix_outbox_messages_created_at", table: "outbox_messages", columns: ["created_at", "id"]);
            migrationBuilder.DropIndex(name: "ix_outbox_messages_state", table: "outbox_messages");
            migrationBuilder.CreateIndex(name: "ix_outbox_messages_state", table: "outbox_messages", columns: ["state", "created_at", "id"]);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "ix_outbox_messages_state", table: "outbox_messages");
            migrationBuilder.CreateIndex(name: "ix_outbox_messages_state", table: "outbox_messages", columns: ["state", "created_at"]);
            migrationBuilder.DropIndex(name: "ix_outbox_messages_created_at", table: "outbox_messages");
            migrationBuilder.CreateIndex(name: "ix_outbox_messages_created_at", table: "outbox_messages", column: "created_at");
            migrationBuilder.Sql("""
                alter table bills alter search_text set statistics -1;
                alter table customers alter search_text set statistics -1;
                drop trigger customers_give_bills on customers;
                drop trigger bills_keep_totals on bills;
                drop trigger bills_refuse_change on bills;
                drop trigger bills_take_customer on bills;
                drop function customers_give_bills();
                drop function bills_take_customer();
                update bills set search_text = substr(bills.search_text, length(c.search_text) + 2) from customers c where c.id = bills.customer_id;

                create or replace function bills_refuse_change() returns trigger language plpgsql as $$
                begin
                  if tg_op = 'UPDATE' and old.voided_at is null and new.voided_at is not null
                     and (new.id, new.customer_id, new.amount, new.description, new.created_at, new.created_by)
                       = (old.id, old.customer_id, old.amount, old.description, old.created_at, old.created_by) then
                    return new;
                  end if;
                  raise exception 'a bill is never changed or deleted, only voided' using errcode = 'restrict_violation';
                end $$;

                create trigger bills_refuse_change before update or delete on bills
                  for each row execute function bills_refuse_change();
                create trigger bills_keep_totals after insert or update on bills
                  for each row execute function bills_keep_totals();
                """);
        }
    }
}
