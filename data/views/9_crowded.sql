-- Days on which a crowd wrote: five people or more who are no hosts, a quarter of all who wrote in
-- these three months, and twice as many as on the middle day of the quarter. A day is looked at from
-- midnight (shift 0) and from noon (shift 12), so that one evening is not cut in two.
create or replace view crowded as
with wrote as (
    select community, author as person, posted_at
    from place
    where (community, author) not in (select (community, person) from hosts)
),

daily as (
    select
        community,
        shift,
        date_trunc('day', posted_at + to_hours(shift)) as day,
        count(distinct person)                         as people
    from wrote
    cross join (values (0), (12)) as shifts(shift)
    group by all
),

around as (
    select
        community,
        month + to_months(step)  as month,
        count(distinct person)   as people
    from (
        select distinct community, person, date_trunc('month', posted_at) as month
        from wrote
    )
    cross join (values (-1), (0), (1)) as steps(step)
    group by all
),

calendar as (
    select
        community,
        unnest(generate_series(date_trunc('day', first), last, interval 1 day)) as day
    from observed
),

usual as (
    select
        calendar.community,
        date_trunc('quarter', calendar.day)   as quarter,
        median(coalesce(daily.people, 0))     as people
    from calendar
    left join daily
      on  daily.community = calendar.community
      and daily.day = calendar.day
      and daily.shift = 0
    group by all
)

select daily.community, daily.shift, daily.day
from daily
join around
  on  around.community = daily.community
  and around.month = date_trunc('month', daily.day)
join usual
  on  usual.community = daily.community
  and usual.quarter = date_trunc('quarter', daily.day)
where daily.people >= 5
  and daily.people >= around.people / 4
  and daily.people >= 2 * usual.people;
