"""Conversations one by one: how long they waited, how deep they went, and who said what in them.

Nobody is named. Within a conversation people are told apart by the order in which they first spoke
(``speaker``: 0, 1, 2, ...) and by what they are there: host, newcomer, member.
"""

from collections.abc import Sequence

import pandas as pd

from data.store import Store, UnknownCommunityError

OLD_ENOUGH = 7
"""After so many days without an answer a conversation counts as unanswered."""

ORDERS = ("unanswered", "slowest", "deepest")

_THESE = """
    with these as (
        select
            talk.thread,
            opened,
            first_reply,
            posts,
            talk.depth,
            len(people)                                                     as people,
            date_diff('second', opened, coalesce(first_reply, last)) / 3600 as waited,
            first_reply is not null                                         as is_answered,
            opened <= last - to_days({OLD_ENOUGH})                          as is_old,
            coalesce(reading.assessed, false)                               as is_read,
            is_read
            and opening.text in (select text from telling where kind = 'question') as asks
        from threads($grain) as talk
        join observed using (community)
        join place as opening
          on  opening.community = talk.community
          and opening.post = talk.thread
        left join reading using (text)
        where talk.community = $community
          and period = $period
          and ($asks::boolean is null or (is_read and asks = $asks))
    )
""".replace("{OLD_ENOUGH}", str(OLD_ENOUGH))

_LISTED = """
    select thread, opened, posts, depth, people, waited, is_answered
    from these
    where case $order
            when 'unanswered' then is_old and not is_answered
            when 'slowest' then is_answered
            else posts > 1
          end
    order by
        case when $order = 'deepest' then depth end desc,
        case when $order = 'deepest' then posts end desc,
        waited desc,
        thread
    limit $most
"""

_CHOSEN = """
    with facts as (
        select
            opening.thread,
            opening.posted_at                                                as opened,
            count(*)                                                         as posts,
            max(post.depth)                                                  as depth,
            count(distinct post.author)                                      as people,
            min(post.posted_at) filter (where post.author <> opening.author) as first_reply,
            any_value(observed.last)                                         as last
        from place as opening
        join observed using (community)
        join place as post
          on  post.community = opening.community
          and post.thread = opening.post
        where opening.post in (select unnest($threads::bigint[]))
        group by all
    )

    select
        thread,
        opened,
        posts,
        depth,
        people,
        date_diff('second', opened, coalesce(first_reply, last)) / 3600 as waited,
        first_reply is not null                                         as is_answered
    from facts
"""

_TOLD = """
    with spoken as (
        select *
        from place
        where thread in (select unnest($threads::bigint[]))
    ),

    speakers as (
        select
            community,
            thread,
            author,
            min(posted_at) as spoke_at,
            min((posted_at, post)) as turn
        from spoken
        group by all
    ),

    roles as (
        select
            speakers.thread,
            speakers.author,
            row_number() over (partition by speakers.thread order by turn) - 1 as speaker,
            case
                when hosts.person is not null then 'host'
                when spoke_at <= newcomers.posted_at + interval 28 day then 'newcomer'
                else 'member'
            end as role
        from speakers
        left join hosts
          on  hosts.community = speakers.community
          and hosts.person = speakers.author
        left join newcomers
          on  newcomers.community = speakers.community
          and newcomers.person = speakers.author
    )

    select
        spoken.thread,
        spoken.post,
        spoken.parent,
        spoken.posted_at,
        roles.speaker,
        roles.role,
        text.body,
        post.link
    from spoken
    join roles using (thread, author)
    join post on post.fact = spoken.post
    left join text on text.text = spoken.text
    order by spoken.thread, spoken.posted_at, spoken.post
"""


def number_of(store: Store, community: str) -> int:
    """Return the number of a community, or raise UnknownCommunityError."""
    found = store.read("select community from community where name = $name", name=community)
    if found.empty:
        raise UnknownCommunityError(f"There is no community “{community}”, or no longer.")
    return int(found["community"].iloc[0])


def waits(
    store: Store, grain: str, community: str, period: pd.Timestamp, asks: bool | None = None
) -> pd.DataFrame:
    """Return how many conversations of a period waited how long.

    ``within, threads, read, asking, half``. ``within`` is hour, day, week, longer (answered after
    more than a week), never, or young: too young to judge. ``read`` of the threads have an opening
    post whose kinds of telling were read, ``asking`` of these ask. ``half`` is the median wait in
    hours of those that were answered. ``asks`` narrows all of it to those that ask, or do not.
    """
    return store.read(
        _THESE
        + """
        select
            case
                when is_answered and waited <= 1 then 'hour'
                when is_answered and waited <= 24 then 'day'
                when is_answered and waited <= 168 then 'week'
                when is_answered then 'longer'
                when is_old then 'never'
                else 'young'
            end                          as within,
            count(*)                     as threads,
            count_if(is_read)            as read,
            count_if(asks)               as asking,
            any_value(half)              as half
        from these
        cross join (select median(waited) filter (where is_answered) as half from these)
        group by all
        """,
        grain=grain,
        community=number_of(store, community),
        period=period.date(),
        asks=asks,
    )


def depths(store: Store, grain: str, community: str, period: pd.Timestamp) -> pd.DataFrame:
    """Return how many conversations of a period went how deep: depth, threads, posts.

    ``posts`` is the number of posts in the longest of them.
    """
    return store.read(
        _THESE
        + """
        select depth, count(*) as threads, max(posts) as posts
        from these
        group by all
        order by depth
        """,
        grain=grain,
        community=number_of(store, community),
        period=period.date(),
        asks=None,
    )


def listed(
    store: Store,
    grain: str,
    community: str,
    period: pd.Timestamp,
    order: str,
    most: int,
    asks: bool | None = None,
) -> pd.DataFrame:
    """Return conversations of a period, the first of an order (ORDERS).

    ``thread, opened, posts, depth, people, waited, is_answered``; waited in hours until somebody
    else answered, or until the data end.
    """
    return store.read(
        _THESE + _LISTED,
        grain=grain,
        community=number_of(store, community),
        period=period.date(),
        order=order,
        most=most,
        asks=asks,
    )


def chosen(store: Store, threads: Sequence[int]) -> pd.DataFrame:
    """Return the same of conversations by their numbers, in the order of the numbers given."""
    found = store.read(_CHOSEN, threads=list(threads))
    return found.set_index("thread").loc[list(threads)].reset_index()


def told(store: Store, threads: Sequence[int]) -> pd.DataFrame:
    """Return what was said in conversations, by conversation and time.

    ``thread, post, parent, posted_at, speaker, role, body, link``; role is host, newcomer or
    member; body and link are None where the export has none.
    """
    return store.read(_TOLD, threads=list(threads))
