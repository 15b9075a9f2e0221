-- Signs that somebody writes because they must, one row per sign, period and person of whom it is
-- known whether it holds. Who hosts or teaches is not the one who would be forced.
--   at_once      at least half of their posts fall on days when everybody wrote
--   once         nothing in the 28 days after their first post
--   no_reply     they answered nobody
--   same_number  about as many posts as the middle one; of fewer than four, exactly as many
--   alike        half of what their first post says, a quarter of the others' first posts say too
create or replace macro signs(grain) as table
with wrote as (
    select
        place.community,
        period_of(place.posted_at, grain) as period,
        place.author                      as person,
        place.posted_at,
        place.post,
        place.text
    from place
    where (place.community, place.author) not in (select (community, person) from hosts)
),

numbered as (
    select
        community,
        period,
        person,
        posted_at,
        lead(posted_at) over by_person         as next,
        row_number() over by_person            as turn
    from wrote
    window by_person as (partition by community, person order by posted_at, post)
),

gave as (
    select distinct community, period_of(posted_at, grain) as period, author as person
    from edge
),

member as (
    select
        wrote.community,
        wrote.period,
        wrote.person,
        count(*)                                                            as posts,
        arg_min(text, (posted_at, post)) filter (where text is not null)    as first_text,
        avg((midnight.day is not null or noon.day is not null)::integer)    as on_crowded
    from wrote
    left join crowded as midnight
      on  midnight.community = wrote.community
      and midnight.shift = 0
      and midnight.day = date_trunc('day', wrote.posted_at)
    left join crowded as noon
      on  noon.community = wrote.community
      and noon.shift = 12
      and noon.day = date_trunc('day', wrote.posted_at + interval 12 hour)
    group by all
),

beside as (
    select
        community,
        period,
        person,
        posts,
        median(posts) over (partition by community, period) as middle
    from member
),

said as (
    select
        community,
        period,
        person,
        count(*) over (partition by community, period) as everybody,
        triples
    from member
    join phrases on phrases.text = member.first_text
),

triples as (
    select
        community,
        period,
        person,
        everybody,
        unnest(triples) as triple
    from said
),

common as (
    select
        community,
        period,
        triple,
        count(*) as people
    from triples
    group by all
)

select
    community,
    period,
    'at_once'                                       as sign,
    person,
    (on_crowded >= 0.5)::integer                    as holds
from member
union all
select
    numbered.community,
    numbered.period,
    'once',
    numbered.person,
    coalesce(next > posted_at + interval 28 day, true)::integer
from numbered
join observed using (community)
where turn = 1
  and posted_at <= observed.last - interval 28 day
union all
select
    member.community,
    member.period,
    'no_reply',
    member.person,
    (gave.person is null)::integer
from member
left join gave using (community, period, person)
where member.community in (select community from edge)
union all
select
    community,
    period,
    'same_number',
    person,
    case
        when middle >= 4 then posts between middle / 2 and middle * 2
        else middle >= 2 and posts = middle
    end::integer
from beside
union all
select
    triples.community,
    triples.period,
    'alike',
    triples.person,
    (avg((common.people >= greatest(3, everybody / 4))::integer) >= 0.5)::integer
from triples
join common using (community, period, triple)
group by all;
