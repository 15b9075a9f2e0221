-- What those who are no hosts say in the first post of a month, as numbers of runs of three words.
-- Who opens a longer period opens a month, too.
create or replace view phrases as
with worded as (
    select
        text,
        list_filter(
            string_split_regex(lower(body[:600]), '[^\p{L}\p{N}]+'),
            lambda word : word <> ''
        )[1:40] as words
    from text
    where text in (
        select arg_min(text, (posted_at, post))
        from place
        where text is not null
          and (community, author) not in (select (community, person) from hosts)
        group by community, author, date_trunc('month', posted_at)
    )
)

select
    text,
    list_distinct(list_transform(
        range(1, len(words) - 1),
        lambda spot : hash(words[spot], words[spot + 1], words[spot + 2])
    )) as triples
from worded
where len(words) >= 8;
