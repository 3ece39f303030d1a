using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// Bills keep their customer's count and total right, whoever writes them, and cannot be rewritten or deleted.
    /// </summary>
    public partial class BillTotals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                create function bills_keep_totals() returns trigger language plpgsql as $$
                begin
                  if new.voided_at is null then
                    update customers set bill_count = bill_count + 1, bill_total = bill_total + new.amount where id = new.customer_id;
                  elsif tg_op = 'UPDATE' then
                    update customers set bill_count = bill_count - 1, bill_total = bill_total - new.amount where id = new.customer_id;
                  end if;
                  return null;
                end $$;

                create function bills_refuse_change() returns trigger language plpgsql as $$
                begin
                  if tg_op = 'UPDATE' and old.voided_at is null and new.voided_at is not null
                     and (new.id, new.customer_id, new.amount, new.description, new.created_at, new.created_by)
                       = (old.id, old.customer_id, old.amount, old.description, old.created_at, old.created_by) then
                    return new;
                  end if;
                  raise exception 'a bill is never changed or deleted, only voided' using errcode = 'restrict_violation';
                end $$;

                create trigger bills_keep_totals after insert or update on bills
                  for each row execute function bills_keep_totals();
                create trigger bills_refuse_change before update or delete on bills
                  for each row execute function bills_refuse_change();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                drop trigger bills_refuse_change on bills;
                drop trigger bills_keep_totals on bills;
                drop function bills_refuse_change();
                drop function bills_keep_totals();
                """);
        }
    }
}
