-- What the exports of a community can tell at all. replies is how well it is known who answers
-- whom: known, inferred, roots (only the first post of a thread is named), arcs (only the two
-- people), none. guessed: inferred in a chat that names no replies at all, as somebody asked.
create or replace view knowledge as
with structure as (
    select
        place.community,
        bool_or(place.how = 'known')                           as parents,
        bool_or(place.how = 'inferred')                        as inferred,
        bool_or(place.how = 'thread root only' and depth = 1)  as roots,
        bool_or(place.text is not null)                        as text
    from place
    group by all
),

arcs as (
    select distinct community, true as arcs
    from edge
),

members as (
    select
        community,
        count(*)                                    as listed,
        bool_and(joined is not null)                as dated,
        count(department) + count(level) + count(place) > 0 as attributes
    from roster
    group by all
),

hosting as (
    select community, count(*) as hosts
    from hosts
    group by all
),

readers as (
    select distinct community, true as reads
    from visit
)

select
    community.community,
    community.kind,
    case
        when coalesce(parents, false) then 'known'
        when coalesce(inferred, false) then 'inferred'
        when coalesce(roots, false) then 'roots'
        when coalesce(arcs, false) then 'arcs'
        else 'none'
    end                              as replies,
    coalesce(inferred, false) and community.community in (select community from inferring)
                                     as guessed,
    coalesce(text, false)            as text,
    structure.community is not null  as posts,
    coalesce(listed, 0)              as listed,
    coalesce(dated, false)           as dated,
    coalesce(reads, false)           as reads,
    coalesce(hosts, 0)               as hosts,
    coalesce(attributes, false)      as attributes
from community
left join structure using (community)
left join arcs using (community)
left join members using (community)
left join readers using (community)
left join hosting using (community);
