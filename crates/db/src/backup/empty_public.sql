-- Empties the schema public of all that is ours, and leaves extensions alone: the owner could not create them again.
-- Runs inside the transaction of a restore.
set local lock_timeout = '10s';
set local search_path = pg_catalog, public;
do $$
declare
    victim record;
begin
    -- Dropping a table may take others of the list with it, hence the look before each step.
    for victim in
        select format('drop %s if exists public.%I cascade',
                      case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
                                     when 'f' then 'foreign table' else 'table' end, c.relname) as statement
        from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0
                            and d.deptype in ('e', 'a', 'i'))
    loop
        execute victim.statement;
    end loop;
    for victim in
        select format('drop routine if exists %s cascade', p.oid::regprocedure) as statement
        from pg_proc p
        where p.pronamespace = 'public'::regnamespace
          and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    loop
        execute victim.statement;
    end loop;
    for victim in
        select format('drop type if exists public.%I cascade', t.typname) as statement
        from pg_type t
        where t.typnamespace = 'public'::regnamespace and t.typtype in ('c', 'd', 'e', 'r')
          and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype in ('e', 'i'))
    loop
        execute victim.statement;
    end loop;
end $$;
