-- The parts of a split summed up over the ads of a campaign: what pages ask of them is a few thousand rows instead of a hundred thousand.
set local lock_timeout = '10s';

create table campaign_parts (
    org_id uuid not null,
    day date not null,
    ad_account_id uuid not null,
    campaign_id uuid not null,          -- platform_campaigns
    split smallint not null,            -- as in ad_metrics, never 0
    part text not null collate "C",
    impressions bigint not null,
    clicks bigint not null,
    spend_micros bigint not null,
    conversions_millionths bigint,
    conversion_value_micros bigint,
    leads bigint,
    video_views bigint,
    engagements bigint,
    constraint campaign_parts_pk primary key (org_id, split, day, ad_account_id, campaign_id, part)
) partition by range (day);
create table campaign_parts_other partition of campaign_parts default;
select ensure_partitions('campaign_parts');

-- an owner that is no superuser sees none of the rows while its own table forces it
alter table ad_metrics no force row level security;
insert into campaign_parts (org_id, day, ad_account_id, campaign_id, split, part, impressions, clicks, spend_micros,
                            conversions_millionths, conversion_value_micros, leads, video_views, engagements)
select org_id, day, ad_account_id, campaign_id, split, part, sum(impressions)::bigint, sum(clicks)::bigint, sum(spend_micros)::bigint,
       sum(conversions_millionths)::bigint, sum(conversion_value_micros)::bigint, sum(leads)::bigint, sum(video_views)::bigint,
       sum(engagements)::bigint
from ad_metrics where split between 1 and 4
group by org_id, day, ad_account_id, campaign_id, split, part;
alter table ad_metrics force row level security;
call make_tenant_table('campaign_parts');
