-- One row per pair of people of whom one answered the other in the period, the smaller number first.
create or replace macro ties(grain) as table
with answers as (
    select
        community,
        period,
        least(author, answered)     as one,
        greatest(author, answered)  as other,
        count(*)                    as replies
    from replies(grain)
    group by all
)

select
    answers.community,
    answers.period,
    one,
    other,
    replies,
    (answers.community, one) in (select (community, person) from hosts)    as one_hosts,
    (answers.community, other) in (select (community, person) from hosts)  as other_hosts
from answers;
