"""Noise: how many posts nobody takes up, by a reply or by a reaction."""

from metrics.estimates.alone import alone
from metrics.estimates.ratio import mean
from metrics.estimates.reactions import if_reactions, with_reactions
from metrics.metric import Dimension, Direction, Metric, Need, Unit

# Each conversation with its posts, and of how many of them it holds.
_POSTS = """
    with liked as (
        select distinct place.post
        from reaction
        join person on person.identity = reaction.person
        join post
          on  post.community = reaction.community
          and post.source_id = reaction.source_id
          and post.current
        join place on place.post = post.fact
        where place.author <> person.person
    ),

    replied as (
        select distinct reply.parent as post
        from place as reply
        join place as parent on parent.post = reply.parent
        where reply.author <> parent.author
          and reply.how in ('known', 'inferred')
          and reply.posted_at <= parent.posted_at + interval 14 day
    ),

    -- Where only the first post of a thread is named: who spoke next that is somebody else.
    spoken as (
        select
            post,
            thread,
            posted_at,
            author,
            author is distinct from lag(author) over in_thread as takes_turn
        from place
        where how = 'thread root only'
        window in_thread as (partition by thread order by posted_at, post)
    ),

    turns as (
        select
            *,
            sum(takes_turn::integer) over (partition by thread order by posted_at, post) as turn
        from spoken
    ),

    followed as (
        select turns.post
        from turns
        join turns as later
          on  later.thread = turns.thread
          and later.turn = turns.turn + 1
          and later.takes_turn
        where later.posted_at <= turns.posted_at + interval 14 day
    )

    select
        place.community,
        period_of(place.posted_at, $grain) as period,
        place.thread                       as one,
        null::integer                      as other,
        count(*) filter (
            where {which}
        )                                  as amount,
        count(*)                           as out_of,
        list(distinct place.author)        as people
    from place
    join observed using (community)
    left join liked using (post)
    left join replied using (post)
    left join followed using (post)
    where place.how in ('known', 'inferred', 'thread root only')
      and place.posted_at <= observed.last - interval 14 day
    group by all
"""


METRIC = Metric(
    name="noise",
    title="Posts nobody takes up",
    question="How much of what people write does anybody take up?",
    finding="{} posts are taken up by nobody",
    formula="Posts that nobody else answered within 14 days or ever reacted to, as a share of all "
    "posts that are at least 14 days old. Where the export names only the first post of a "
    "thread, a post is taken up by somebody else who writes after it in the thread.",
    dimension=Dimension.VOICE,
    direction=Direction.LOWER,
    unit=Unit.SHARE,
    worth_acting_on=0.15,
    minimum=20,
    minimum_of="conversations with posts that are 14 days old",
    needs=(Need.THREADS,),
    source="Unanswered opening posts: Burke, Joyce, Kim, Anand & Kraut 2007 (Communities and "
    "Technologies); replies and reactions counted as SWOOP Analytics does",
    blind_spot="The last post of a good talk is taken up by nobody either, so that some noise is "
    "always there; reading leaves no trace. A reaction is a weak way of taking up.",
    advice=(
        "Where everything is taken up, see whether it takes more than a click.",
        "Post less and to fewer: ask of each notice whom it is for, and what they should answer.",
    ),
    estimate=with_reactions,
    of_threads=True,
    evidence=_POSTS.format(
        which="liked.post is null and replied.post is null and followed.post is null"
    ),
)

FURTHER = (
    METRIC.further(
        "only_liked",
        title="Posts only liked",
        question="How many posts get a click, but no word?",
        finding="{} posts get a reaction, but no reply",
        formula="Posts that somebody else reacted to and nobody else answered within 14 days, as "
        "a share of all posts that are at least 14 days old.",
        blind_spot="Many posts need no answer. Beside falling depth, many clicks are vanity.",
        estimate=if_reactions,
        evidence=_POSTS.format(
            which="liked.post is not null and replied.post is null and followed.post is null"
        ),
    ),
    METRIC.further(
        "load",
        title="Posts per member",
        question="How much do members write in a week?",
        finding="A member writes {} a week on average",
        formula="Posts per member and week: posts of members in the period, divided by the weeks "
        "that they were members in it.",
        direction=Direction.BAND,
        unit=Unit.TIMES,
        worth_acting_on=None,
        minimum=20,
        minimum_of="members",
        adds_up=False,
        needs=(Need.ROSTER,),
        source="Posts per member and week",
        blind_spot="What is too much depends on how long posts are, and on what else people read.",
        advice=(
            "Ask a few members what they would like to read here, and begin with that.",
            "Bundle notices into one post a week, and leave the rest of the room to questions.",
        ),
        silence="the list has no dates and speaks for the latest period only",
        # Where a few write most, its interval holds the truth too seldom (simulated).
        estimate=alone(mean),
        of_threads=False,
        evidence="""
            with written as (
                select
                    community,
                    period_of(posted_at, $grain) as period,
                    author                       as person,
                    count(*)                     as posts
                from place
                group by all
            ),

            stay as (
                select
                    members.community,
                    members.period,
                    members.person,
                    greatest(members.period, observed.first, members.joined) as since,
                    least(members.until, members."left")                     as until
                from members($grain) as members
                join observed using (community)
            )

            select
                community,
                period,
                person                                          as one,
                null::integer                                   as other,
                coalesce(written.posts, 0)                      as amount,
                date_diff('second', since, until) / 604800.0    as out_of,
                [person]                                        as people
            from stay
            left join written using (community, period, person)
            where until > since + interval 1 day
        """,
    ),
)
