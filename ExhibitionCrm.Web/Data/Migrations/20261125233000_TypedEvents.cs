using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExhibitionCrm.Web.Data.Migrations
{
    /// <summary>
    /// What happened is stored as an event with values; until now it was an action with text by label. Processes of the
    /// version before go on while this one starts: the columns that they know stay, with defaults that they can read,
    /// and a trigger makes events of what they write. A later migration drops both.
    /// </summary>
    public partial class TypedEvents : Migration
    {
        // What the version before never writes: something was edited, but nothing changed.
        private const string NotOfText = "action = 'Edited' and changes = '{}'";

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                alter table audit_entries
                  add column kind character varying(40),
                  add column data jsonb,
                  add column owner character varying(10),
                  add column owner_id character varying(64),
                  alter column action set default 'Edited',
                  alter column changes set default '{}';
                drop index ix_audit_entries_at;
                create index ix_audit_entries_owner on audit_entries (owner, owner_id, id) where owner_id is not null;

                -- As the text was stored: {"label": {"before": …, "after": …}}; nothing where there was no value.
                create function audit_text(label text, before text, after text) returns jsonb language sql immutable as $$
                  select case when before is null and after is null then '{}'::jsonb
                    else jsonb_build_object(label, jsonb_build_object('before', before, 'after', after)) end
                $$;

                create function audit_change(old text, new text) returns jsonb language sql immutable as $$
                  select case when old is not null and new is not null then jsonb_build_object('old', old, 'new', new) end
                $$;
                """);
            migrationBuilder.Sql(EventOfText);
            migrationBuilder.Sql("""
                create function audit_entries_take_text() returns trigger language plpgsql as $$
                begin
                  select e.kind, e.owner, e.owner_id, e.data into new.kind, new.owner, new.owner_id, new.data
                  from audit_event_of_text(new.action, new.subject, new.subject_id, new.changes) e;
                  return new;
                end $$;
                create trigger audit_entries_take_text before insert on audit_entries
                  for each row when (new.kind is null) execute function audit_entries_take_text();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop trigger audit_entries_take_text on audit_entries");
            migrationBuilder.Sql(TextOfEvents);
            migrationBuilder.Sql("""
                drop function audit_entries_take_text();
                drop function audit_event_of_text(text, text, text, jsonb);
                drop function audit_change(text, text);
                drop function audit_text(text, text, text);
                drop index ix_audit_entries_owner;
                alter table audit_entries
                  drop column kind,
                  drop column data,
                  drop column owner,
                  drop column owner_id,
                  alter column action drop default,
                  alter column changes drop default;
                create index ix_audit_entries_at on audit_entries (at);
                """);
        }

        /// <summary>
        /// Text becomes an event only where all of it is in the event; otherwise it is kept as it is. One select, so that
        /// the planner makes it part of the statement that uses it.
        /// </summary>
        private const string EventOfText = """
            create function audit_event_of_text(action text, subject text, subject_id text, changes jsonb)
            returns table (kind text, owner text, owner_id text, data jsonb) language sql stable as $$
              select
                coalesce(k.kind, 'untyped'),
                case when k.kind in ('bill.added', 'bill.voided') then 'Customer' end,
                case k.kind when 'bill.added' then t.customer when 'bill.voided' then t.billed end,
                case when k.kind is null
                  then jsonb_build_object('action', t.action, 'subjectType', t.subject, 'subjectId', t.id, 'changes', t.changes)
                  else jsonb_strip_nulls(case k.kind
                    when 'customer.registered' then jsonb_build_object('customerId', t.id, 'name', t.name, 'email', t.email, 'phone', t.phone)
                    when 'customer.changed' then jsonb_build_object('customerId', t.id,
                      'name', audit_change(t.old_name, t.name), 'email', audit_change(t.old_email, t.email), 'phone', audit_change(t.old_phone, t.phone))
                    when 'customer.deleted' then jsonb_build_object('customerId', t.id, 'name', t.old_name, 'email', t.old_email, 'phone', t.old_phone)
                    when 'mail.requeued' then jsonb_build_object('customerId', t.id)
                    when 'bill.added' then jsonb_build_object('billId', t.id, 'customerId', t.customer,
                      'amount', replace(t.amount, ',', '')::numeric, 'description', coalesce(t.description, ''))
                    when 'bill.voided' then jsonb_build_object('billId', t.id, 'customerId', t.billed,
                      'amount', replace(t.old_amount, ',', '')::numeric, 'reason', t.reason)
                    when 'mail_batch.queued' then jsonb_build_object('batchId', t.id, 'customers', t.customers::int, 'chosen', c.chosen,
                      'withSent', t.with_sent is not null)
                    when 'mail_batch.cancelled' then jsonb_build_object('batchId', t.id, 'customers', t.old_customers::int)
                    when 'export.made' then jsonb_build_object('file', t.id, 'customers', t.customers::int, 'chosen', c.chosen)
                    when 'account.created' then jsonb_build_object('userName', t.id, 'role', t.role, 'email', t.email)
                    when 'account.email_changed' then jsonb_build_object('userName', t.id, 'email', audit_change(t.old_email, t.email))
                    when 'account.role_changed' then jsonb_build_object('userName', t.id, 'role', audit_change(t.old_role, t.role))
                    else jsonb_build_object('userName', t.id)
                    end)
                end
              from (
                select $1 as action, $2 as subject, $3 as id, $4 as changes,
                  $4 #>> '{name,before}' as old_name, $4 #>> '{name,after}' as name,
                  $4 #>> '{e-mail,before}' as old_email, $4 #>> '{e-mail,after}' as email,
                  $4 #>> '{phone,before}' as old_phone, $4 #>> '{phone,after}' as phone,
                  $4 #>> '{role,before}' as old_role, $4 #>> '{role,after}' as role,
                  $4 #>> '{customer,after}' as customer,
                  $4 #>> '{amount,before}' as old_amount, $4 #>> '{amount,after}' as amount,
                  $4 #>> '{description,after}' as description, $4 #>> '{reason,after}' as reason,
                  $4 #>> '{customers,before}' as old_customers, $4 #>> '{customers,after}' as customers,
                  $4 #>> '{selected,after}' as ticked, $4 #>> '{search,after}' as search,
                  $4 #>> '{mail,after}' as mail, $4 #>> '{created,after}' as created,
                  $4 #>> '{who have it already,after}' as with_sent,
                  $3 ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' as is_uuid,
                  '^([0-9]{1,3}(,[0-9]{3}){0,3}|[0-9]{1,12})(\.[0-9]{1,4})?$' as an_amount,
                  '^[0-9]{1,9}$' as a_count,
                  '^([0-9]{4}-[0-9]{2}-[0-9]{2})?\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})?$' as a_range,
                  (select b.customer_id from bills b
                   where b.id = case when $2 = 'Bill' and $1 = 'Voided' and $3 ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then $3::uuid end) as billed
                -- Taken out of the text once a row, not at each mention.
                offset 0
              ) t
              cross join lateral (
                select
                  audit_text('selected', null, t.ticked) || audit_text('search', null, t.search)
                    || audit_text('mail', null, t.mail) || audit_text('created', null, t.created) as text,
                  coalesce(t.ticked ~ t.a_count, true)
                    and coalesce(t.mail in ('Queued', 'Sending', 'Sent', 'Failed', 'Cancelled'), true)
                    and coalesce(t.created in ('today', '7days', 'month') or t.created ~ t.a_range and t.created <> '..', true) as is_read,
                  jsonb_build_object(
                    'ticked', case when t.ticked ~ t.a_count then t.ticked::int end, 'search', t.search, 'mail', t.mail,
                    'created', case when t.created ~ t.a_range then 'range' else t.created end,
                    'from', case when t.created ~ t.a_range then nullif(split_part(t.created, '..', 1), '') end,
                    'to', case when t.created ~ t.a_range then nullif(split_part(t.created, '..', 2), '') end) as chosen
              ) c
              cross join lateral (
                select case t.subject || '.' || t.action
                  when 'Customer.Registered' then case
                    when t.name || t.email || t.phone is not null
                      and t.changes = audit_text('name', null, t.name) || audit_text('e-mail', null, t.email) || audit_text('phone', null, t.phone)
                    then 'customer.registered' end
                  when 'Customer.Edited' then case
                    when t.changes <> '{}'
                      and (t.old_name is null) = (t.name is null) and (t.old_email is null) = (t.email is null) and (t.old_phone is null) = (t.phone is null)
                      and t.changes = audit_text('name', t.old_name, t.name) || audit_text('e-mail', t.old_email, t.email) || audit_text('phone', t.old_phone, t.phone)
                    then 'customer.changed' end
                  when 'Customer.Deleted' then case
                    when t.old_name || t.old_email || t.old_phone is not null
                      and t.changes = audit_text('name', t.old_name, null) || audit_text('e-mail', t.old_email, null) || audit_text('phone', t.old_phone, null)
                    then 'customer.deleted' end
                  when 'Bill.Added' then case
                    when t.is_uuid and t.customer ~ '^[0-9A-Z]{8}$' and t.amount ~ t.an_amount
                      and t.changes = audit_text('customer', null, t.customer) || audit_text('amount', null, t.amount) || audit_text('description', null, t.description)
                    then 'bill.added' end
                  when 'Bill.Voided' then case
                    when t.billed is not null and t.reason is not null and t.old_amount ~ t.an_amount
                      and t.changes = audit_text('reason', null, t.reason) || audit_text('amount', t.old_amount, null)
                    then 'bill.voided' end
                  when 'Mail.Resent' then case
                    when t.is_uuid and t.customers ~ t.a_count and c.is_read and coalesce(t.with_sent = 'yes', true)
                      and t.changes = audit_text('customers', null, t.customers) || c.text || audit_text('who have it already', null, t.with_sent)
                    then 'mail_batch.queued' end
                  when 'Mail.Cancelled' then case
                    when t.is_uuid and t.old_customers ~ t.a_count and t.changes = audit_text('customers', t.old_customers, null)
                    then 'mail_batch.cancelled' end
                  when 'Export.Exported' then case
                    when t.customers ~ t.a_count and c.is_read and t.changes = audit_text('customers', null, t.customers) || c.text
                    then 'export.made' end
                  when 'User.Created' then case
                    when t.role is not null and t.changes = audit_text('e-mail', null, t.email) || audit_text('role', null, t.role)
                    then 'account.created' end
                  when 'User.Edited' then case
                    when t.old_email || t.email is not null and t.changes = audit_text('e-mail', t.old_email, t.email)
                    then 'account.email_changed' end
                  when 'User.RoleChanged' then case
                    when t.old_role || t.role is not null and t.changes = audit_text('role', t.old_role, t.role)
                    then 'account.role_changed' end
                  else case when t.changes = '{}' then case t.subject || '.' || t.action
                    when 'Customer.Resent' then 'mail.requeued'
                    when 'User.Resent' then 'staff_mail.requeued'
                    when 'User.Deactivated' then 'account.deactivated'
                    when 'User.Reactivated' then 'account.reactivated'
                    when 'User.LockedOut' then 'account.locked'
                    when 'User.Unlocked' then 'account.unlocked'
                    when 'User.PasswordChanged' then 'account.password_changed'
                    when 'User.PasswordReset' then 'account.password_reset'
                    when 'User.PasswordResetRequested' then 'account.password_link_requested'
                    when 'User.TwoFactorEnabled' then 'account.two_factor_enabled'
                    when 'User.TwoFactorDisabled' then 'account.two_factor_disabled'
                    when 'User.RecoveryCodesRenewed' then 'account.recovery_codes_renewed'
                    when 'User.SignedIn' then 'account.signed_in'
                    when 'User.SignInFailed' then 'account.sign_in_failed'
                  end end
                end as kind
              ) k
            $$
            """;

        /// <summary>What was text stands there still; what was written as an event becomes text. Amounts have a comma between thousands.</summary>
        private const string TextOfEvents = $$"""
            update audit_entries set
              action = case kind
                when 'customer.registered' then 'Registered'
                when 'customer.deleted' then 'Deleted'
                when 'bill.added' then 'Added'
                when 'bill.voided' then 'Voided'
                when 'mail.requeued' then 'Resent'
                when 'staff_mail.requeued' then 'Resent'
                when 'mail_batch.queued' then 'Resent'
                when 'mail_batch.cancelled' then 'Cancelled'
                when 'export.made' then 'Exported'
                when 'account.created' then 'Created'
                when 'account.role_changed' then 'RoleChanged'
                when 'account.deactivated' then 'Deactivated'
                when 'account.reactivated' then 'Reactivated'
                when 'account.locked' then 'LockedOut'
                when 'account.unlocked' then 'Unlocked'
                when 'account.password_changed' then 'PasswordChanged'
                when 'account.password_reset' then 'PasswordReset'
                when 'account.password_link_requested' then 'PasswordResetRequested'
                when 'account.two_factor_enabled' then 'TwoFactorEnabled'
                when 'account.two_factor_disabled' then 'TwoFactorDisabled'
                when 'account.recovery_codes_renewed' then 'RecoveryCodesRenewed'
                when 'account.signed_in' then 'SignedIn'
                when 'account.sign_in_failed' then 'SignInFailed'
                else 'Edited' end,
              changes = case
                when kind = 'customer.registered' then
                  audit_text('name', null, data ->> 'name') || audit_text('e-mail', null, data ->> 'email') || audit_text('phone', null, data ->> 'phone')
                when kind = 'customer.changed' then
                  audit_text('name', data #>> '{name,old}', data #>> '{name,new}') || audit_text('e-mail', data #>> '{email,old}', data #>> '{email,new}')
                    || audit_text('phone', data #>> '{phone,old}', data #>> '{phone,new}')
                when kind = 'customer.deleted' then
                  audit_text('name', data ->> 'name', null) || audit_text('e-mail', data ->> 'email', null) || audit_text('phone', data ->> 'phone', null)
                when kind = 'bill.added' then
                  audit_text('customer', null, data ->> 'customerId') || audit_text('amount', null, {{Amount}}) || audit_text('description', null, nullif(data ->> 'description', ''))
                when kind = 'bill.voided' then
                  audit_text('reason', null, data ->> 'reason') || audit_text('amount', {{Amount}}, null)
                when kind = 'mail_batch.queued' then
                  audit_text('customers', null, data ->> 'customers') || {{Chosen}}
                    || audit_text('who have it already', null, case when data ->> 'withSent' = 'true' then 'yes' end)
                when kind = 'mail_batch.cancelled' then audit_text('customers', data ->> 'customers', null)
                when kind = 'export.made' then audit_text('customers', null, data ->> 'customers') || {{Chosen}}
                when kind = 'account.created' then audit_text('e-mail', null, data ->> 'email') || audit_text('role', null, data ->> 'role')
                when kind = 'account.email_changed' then audit_text('e-mail', data #>> '{email,old}', data #>> '{email,new}')
                when kind = 'account.role_changed' then audit_text('role', data #>> '{role,old}', data #>> '{role,new}')
                when data in (jsonb_build_object('customerId', subject_id), jsonb_build_object('userName', subject_id)) then '{}'
                else audit_text('event', null, kind) || audit_text('data', null, data::text) end
            where {{NotOfText}} and kind <> 'untyped'
            """;

        private const string Amount =
            "case when jsonb_typeof(data -> 'amount') = 'number' then to_char((data ->> 'amount')::numeric, 'FM999,999,999,990.00') else data ->> 'amount' end";

        private const string Chosen = """
            audit_text('selected', null, data #>> '{chosen,ticked}') || audit_text('search', null, data #>> '{chosen,search}')
              || audit_text('mail', null, data #>> '{chosen,mail}')
              || audit_text('created', null, case when data #>> '{chosen,created}' = 'range'
                then concat(data #>> '{chosen,from}', '..', data #>> '{chosen,to}') else data #>> '{chosen,created}' end)
            """;
    }
}
