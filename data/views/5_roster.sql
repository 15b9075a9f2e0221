-- One row per member who stands on a member list. Join and leave notices lend dates to it, but
-- do not make a list. Somebody who wrote was there at the latest when they wrote.
create or replace view roster as
with stated as (
    select
        membership.community,
        person.person,
        bool_or(listed)            as listed,
        min(joined)                as joined,
        max(joined)                as rejoined,
        max("left")                as "left",
        any_value(coalesce(department_name.shown, department)) as department,
        any_value(level)           as level,
        any_value(place)           as place,
        any_value(role)            as role,
        bool_or(host)              as host
    from membership
    join person on person.identity = membership.person
    left join department_name using (department)
    group by all
),

wrote as (
    select
        community,
        author as person,
        min(posted_at) as first_post,
        max(posted_at) as last_post
    from place
    group by all
)

select
    community,
    person,
    case
        when first_post is null then joined
        when joined is null then null
        else least(joined, first_post)
    end as joined,
    -- Who came back after leaving, or still wrote, has not left.
    case
        when "left" >= coalesce(greatest(rejoined, last_post), "left") then "left"
    end as "left",
    department,
    level,
    place,
    role,
    host
from stated
left join wrote using (community, person)
where listed;
