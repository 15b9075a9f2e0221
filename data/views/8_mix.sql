-- One row per post that was read, with its one unit shared among the kinds of the mix found in it;
-- the unit of a post without any is in none. Posts in languages without rules are not in it.
create or replace macro mix(grain) as table
with kinds as (
    select
        text,
        count(*) filter (where kind = 'best')       as best,
        count(*) filter (where kind = 'everyday')   as everyday,
        count(*) filter (where kind = 'unfinished') as unfinished,
        count(*) filter (where kind = 'failure')    as failure,
        count(*) filter (where kind = 'question')   as question,
        count(*) filter (where kind = 'doubt')      as doubt,
        count(*) filter (where kind = 'challenge')  as challenge,
        count(*)                                    as several
    from telling
    where kind in ('best', 'everyday', 'unfinished', 'failure', 'question', 'doubt', 'challenge')
    group by all
)

select
    place.community,
    period_of(place.posted_at, grain)   as period,
    -- Without threads the posts of one author stand in for a conversation.
    case when place.how = 'unknown' then -place.author else place.thread end as one,
    place.post,
    place.author,
    reading.language,
    coalesce(best / several, 0)         as best,
    coalesce(everyday / several, 0)     as everyday,
    coalesce(unfinished / several, 0)   as unfinished,
    coalesce(failure / several, 0)      as failure,
    coalesce(question / several, 0)     as question,
    coalesce(doubt / several, 0)        as doubt,
    coalesce(challenge / several, 0)    as challenge,
    case when several is null then 1 else 0 end as none
from place
join reading using (text)
left join kinds using (text)
where reading.assessed;
