-- From when to when a community was looked at: an export that ends cannot show later replies.
create or replace view observed as
select
    community,
    min(posted_at) as first,
    max(posted_at) as last
from place
group by all;

-- Every period between a community's first and last post, the empty ones too. A community without
-- posts has the one period that holds everything.
create or replace macro periods(grain) as table
select
    community,
    unnest(
        case
            when grain = 'all' then [date '1970-01-01']
            else list_transform(
                generate_series(
                    date_trunc(replace(grain, 'all', 'year'), first),
                    last,
                    case grain
                        when 'month' then interval 1 month
                        when 'quarter' then interval 3 month
                        else interval 1 year
                    end
                ),
                lambda day : day::date
            )
        end
    ) as period
from community
left join observed using (community)
where grain = 'all' or first is not null;
