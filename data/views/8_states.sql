-- One row per member and period who had joined before the weeks one looks at, with the most they did
-- in them. A reaction bears no date: it counts for the day of its post. It is enough to look at the
-- last time of each before the end, whether it lies within the weeks. Who reads after the last post
-- still reads: that counts for the day of the last post. Where an export tells only somebody's latest
-- visit, nothing is known of their reading before it.
create or replace macro states(grain) as table
with member as (
    select community, period, person, since, until
    from members(grain)
    where grain = 'all' or joined is null or joined < since
),

liked as (
    select reaction.community, person.person, place.posted_at as at_time
    from reaction
    join person on person.identity = reaction.person
    join post
      on  post.community = reaction.community
      and post.source_id = reaction.source_id
      and post.current
    join place on place.post = post.fact
),

seen as (
    select
        visit.community,
        person.person,
        least(visit.visited_at, observed.last) as at_time,
        visit.latest
    from visit
    join person on person.identity = visit.person
    join observed using (community)
),

blind as (
    select distinct member.community, member.period
    from member
    join seen
      on  seen.community = member.community
      and seen.person = member.person
      and seen.latest
      and seen.at_time >= member.until
),

last_done as (
    select
        member.*,
        place.posted_at  as wrote,
        liked.at_time    as liked,
        seen.at_time     as seen
    from member
    asof left join place
      on  place.community = member.community
      and place.author = member.person
      and place.posted_at < member.until
    asof left join liked
      on  liked.community = member.community
      and liked.person = member.person
      and liked.at_time < member.until
    asof left join seen
      on  seen.community = member.community
      and seen.person = member.person
      and seen.at_time < member.until
)

select
    community,
    period,
    person,
    case
        when wrote >= since then 'posting'
        when liked >= since then 'reacting'
        when seen >= since then 'listening'
        else 'absent'
    end                                                                     as state,
    community in (select community from liked)                              as reactions_known,
    count(*) filter (where seen >= since) over (partition by community, period) > 0
        and (community, period) not in (select (community, period) from blind)
                                                                            as reads_known
from last_done;
