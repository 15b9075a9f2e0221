-- Posts in a language for which there are rules: only there does no kind mean that there is none.
create or replace view assessed as
select
    place.community,
    place.post,
    place.author,
    place.posted_at,
    -- Without threads the posts of one author stand in for a conversation.
    case when place.how = 'unknown' then -place.author else place.thread end as thread,
    place.text
from place
join reading using (text)
where reading.assessed;
