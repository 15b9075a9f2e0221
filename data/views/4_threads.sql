-- One row per thread whose opening is known, in the period of the opening.
-- first_reply: when somebody other than the opener first answered anything in it.
create or replace macro threads(grain) as table
select
    opening.community,
    period_of(opening.posted_at, grain)    as period,
    opening.thread,
    opening.author                  as opener,
    opening.posted_at                      as opened,
    opening.how,
    count(*)                        as posts,
    max(post.depth)                 as depth,
    min(post.posted_at) filter (where post.author <> opening.author) as first_reply,
    list(distinct post.author)      as people
from place as opening
join place as post
  on  post.community = opening.community
  and post.thread = opening.thread
where opening.post = opening.thread
  and opening.depth = 0
group by all;
