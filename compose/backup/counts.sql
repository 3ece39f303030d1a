-- What is in a database: one line each, alike in an original and its copy.
-- Settings under which every value is written in one way.
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
set intervalstyle = 'iso_8601';
set bytea_output = 'hex';
set extra_float_digits = 1;

-- Rows of each table, and a sum over all values of all rows that does not depend on their order.
select format('select %L, count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) from %I.%I t',
              'table ' || n.nspname || '.' || c.relname || ': rows, checksum', n.nspname, c.relname)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
order by n.nspname collate "C", c.relname collate "C"
\gexec

-- Totals of amounts, for people.
select format('select %L, sum(%I) from %I.%I',
              'total ' || table_schema || '.' || table_name || '.' || column_name, column_name, table_schema, table_name)
from information_schema.columns join information_schema.tables using (table_schema, table_name)
where data_type = 'numeric' and table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
order by table_schema collate "C", table_name collate "C", column_name collate "C"
\gexec

-- What keeps the rows right. PostgreSQL 18 lists what may not be null among the constraints, older versions do not.
select 'constraints', count(*)
from pg_constraint c join pg_namespace n on n.oid = c.connamespace
where c.contype <> 'n' and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema';
select 'triggers', count(*) from pg_trigger where not tgisinternal;
select 'indexes', count(*) from pg_indexes where schemaname not in ('pg_catalog', 'information_schema', 'pg_toast');
select 'extensions', string_agg(extname, ' ' order by extname collate "C") from pg_extension;
