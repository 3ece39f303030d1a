using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// The bills of before are numbered in the order in which they were made, some thousands in a transaction, so that others
    /// read and write meanwhile; begun again, it does what is left. While the index is made, which takes some seconds for
    /// millions, bills are read but none is written; no row is read under the locks that keep readers out. Taken back, every
    /// bill keeps its number.
    /// </summary>
    public partial class BillNumbersOfBefore : Migration
    {
        // Bills that were added between the count and the default, which the sequence begins after, are the newest of before;
        // where there are any, they are numbered by the sequence too. Who edits a customer locks bills in another order: of two
        // who wait for each other one is sent back, and does it once more.
        private const string Fill = """
            do $$
            declare
              first_of_now integer := (select seqstart from pg_sequence where seqrelid = 'bill_numbers'::regclass);
              given integer := (select coalesce(max(number), 0) from bills where number < first_of_now);
              done_at timestamptz := '-infinity';
              done_id uuid := '00000000-0000-0000-0000-000000000000';
              last_at timestamptz;
              last_id uuid;
              written integer;
            begin
              loop
                select created_at, id into last_at, last_id from (
                  select created_at, id from bills where (created_at, id) > (done_at, done_id) and number is null
                  order by created_at, id limit 5000) b
                order by created_at desc, id desc limit 1;
                exit when not found;
                begin
                  update bills set number = case when given + o.place < first_of_now then given + o.place else nextval('bill_numbers') end
                  from (
                    select id, row_number() over (order by created_at, id) as place from bills
                    where (created_at, id) > (done_at, done_id) and (created_at, id) <= (last_at, last_id) and number is null) o
                  where bills.id = o.id;
                  get diagnostics written = row_count;
                exception when deadlock_detected then
                  continue;
                end;
                given := given + written;
                done_at := last_at;
                done_id := last_id;
                commit;
              end loop;
            end $$
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(Fill, suppressTransaction: true);

            // Not concurrently: that waits for every older transaction, and so for the one that holds migrate's lock.
            migrationBuilder.Sql("drop index if exists ix_bills_number", suppressTransaction: true);
            migrationBuilder.Sql("create unique index ix_bills_number on bills (number)", suppressTransaction: true);
            migrationBuilder.Sql(
                """
                alter table bills
                  drop constraint if exists ck_bills_number,
                  drop constraint if exists ck_bills_numbered,
                  add constraint ck_bills_number check (number > 0) not valid,
                  add constraint ck_bills_numbered check (number is not null) not valid
                """,
                suppressTransaction: true);
            migrationBuilder.Sql(
                "alter table bills validate constraint ck_bills_number, validate constraint ck_bills_numbered", suppressTransaction: true);

            // The constraint says it already, so that no row is read under the lock.
            migrationBuilder.Sql("""
                alter table bills alter column number set not null;
                alter table bills drop constraint ck_bills_numbered;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            drop index ix_bills_number;
            alter table bills drop constraint ck_bills_number, alter column number drop not null;
            """);
    }
}
