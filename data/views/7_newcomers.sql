-- The first post of everybody who came while we were looking. Without dates of joining, who speaks
-- up in the first 28 days of an export may have been there for years. A host is no newcomer.
create or replace view newcomers as
with first_posts as (
    select
        community,
        author                                   as person,
        arg_min(post, (posted_at, post))         as post,
        arg_min(thread, (posted_at, post))       as thread,
        min(posted_at)                           as posted_at
    from place
    group by all
)

select
    first_posts.community,
    first_posts.person,
    first_posts.post,
    first_posts.thread,
    first_posts.posted_at
from first_posts
join observed using (community)
left join roster using (community, person)
where (community, person) not in (select (community, person) from hosts)
  and case
        when roster.joined is not null then roster.joined >= observed.first
        else first_posts.posted_at >= observed.first + interval 28 day
      end;
