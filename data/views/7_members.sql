-- One row per member and period: who was a member at its end, and from when until when one looks at
-- what they did: the 12 weeks up to the end of the period, or of the export. Grain all holds
-- everybody who ever stood on the list, over the whole time. joined is null where the list has no
-- dates; such a list speaks for the latest period only.
create or replace macro members(grain) as table
with ends as (
    select
        periods.community,
        periods.period,
        least(
            period_end(periods.period, grain),
            observed.last + interval 1 microsecond
        )                                                               as until,
        periods.period = max(periods.period) over (partition by community) as is_latest
    from periods(grain) as periods
    join observed using (community)
)

select
    ends.community,
    ends.period,
    roster.person,
    roster.joined,
    roster."left",
    case
        when grain = 'all' then timestamp '0001-01-01'
        else ends.until - interval 84 day
    end                                                                 as since,
    ends.until,
    roster.department,
    roster.level,
    roster.place
from ends
join knowledge using (community)
join roster
  on  roster.community = ends.community
  and case
        when grain = 'all' then true
        when knowledge.dated then roster.joined < ends.until
        else ends.is_latest
      end
  and (grain = 'all' or roster."left" is null or roster."left" >= ends.until);
