-- Whom campaigns speak to, and who works on them.
set local lock_timeout = '10s';

-- A described target reader.
create table personas (
    org_id uuid not null constraint personas_org_fk references orgs on delete cascade,
    id uuid not null,
    name text not null,
    occupation text not null,           -- who they are, in a line
    description text not null,
    audience jsonb not null,            -- as that of a campaign
    goals text not null,
    pains text not null,                -- what keeps them from it
    channels text[] not null,           -- where they are met
    tone text not null,                 -- how they want to be spoken to
    created_by uuid,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint personas_pk primary key (org_id, id),
    constraint personas_created_by_fk foreign key (org_id, created_by) references members on delete set null (created_by)
);
create unique index personas_name_key on personas (org_id, lower(name));
call make_tenant_table('personas');

alter table campaigns
    add column persona_id uuid,
    add constraint campaigns_persona_fk foreign key (org_id, persona_id) references personas on delete set null (persona_id);
create index campaigns_persona_idx on campaigns (org_id, persona_id) where persona_id is not null;

-- Who works on a campaign, beside the one who answers for it.
create table campaign_members (
    org_id uuid not null,
    campaign_id uuid not null,
    member_id uuid not null,
    constraint campaign_members_pk primary key (org_id, campaign_id, member_id),
    constraint campaign_members_campaign_fk foreign key (org_id, campaign_id) references campaigns on delete cascade,
    constraint campaign_members_member_fk foreign key (org_id, member_id) references members on delete cascade
);
create index campaign_members_member_idx on campaign_members (org_id, member_id);
call make_tenant_table('campaign_members');

-- Whoever leaves the organization leaves its teams, by whichever door. It runs with the rights of whoever removes them.
create function leave_teams() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    delete from campaign_members where org_id = new.org_id and member_id = new.id;
    return null;
end $$;
create trigger leave_teams after update of status on members for each row
    when (new.status = 'removed' and old.status <> 'removed')
    execute function leave_teams();
