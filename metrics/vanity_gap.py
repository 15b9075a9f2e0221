"""Vanity gap: how much looks alive in an activity report, but is no talk."""

from metrics.estimates.reactions import if_reactions, with_reactions
from metrics.metric import Direction, Metric, Need, Trial, Unit

_OPENINGS = """
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
          and place.depth = 0
    )

    select
        threads.community,
        threads.period,
        threads.thread              as one,
        null::integer               as other,
        ({counted})::integer        as amount,
        1                           as out_of,
        threads.people
    from threads($grain) as threads
    join observed using (community)
    left join liked on liked.post = threads.thread
    where opened <= observed.last - interval 14 day
"""
_REPLIED = "coalesce(first_reply <= opened + interval 14 day, false)"

METRIC = Metric(
    name="vanity_gap",
    title="Answered by clicks alone",
    question="How much of what an activity report counts as a response is only a click?",
    finding="{} opening posts got a click, but no word",
    formula="Opening posts that somebody else reacted to and nobody else answered within 14 days, "
    "as a share of all opening posts at least 14 days old. It is the gap between two figures on "
    "one scale: opening posts with a reply or a reaction, which reports call a response, and "
    "opening posts with a reply.",
    dimension=None,
    direction=Direction.LOWER,
    unit=Unit.SHARE,
    minimum=20,
    minimum_of="opening posts that are 14 days old",
    needs=(Need.THREADS,),
    source="“Written reply and/or a reaction” counts as a response in SWOOP Analytics "
    "(support.swoopanalytics.com 14367275264793); here the two are held apart",
    blind_spot="Not every opening post asks for words, and a click may be all the thanks it needs. "
    "Who liked an opening post may have talked about it elsewhere.",
    advice=(
        "Nothing to mend.",
        "End each notice with one question that a click cannot answer, and let its author reply "
        "to the first who does.",
    ),
    signs=("what gets clicks also gets words", "clicks take the place of answers"),
    trials=(
        None,
        Trial(
            source="Burke, Joyce, Kim, Anand & Kraut 2007 (Communities and Technologies): opening "
            "posts that ask something are answered more often",
            moves="answered",
        ),
    ),
    silence="nobody opened a conversation, or too recently to judge",
    estimate=if_reactions,
    in_one_month=True,
    evidence=_OPENINGS.format(counted=f"liked.post is not null and not {_REPLIED}"),
)

FURTHER = (
    METRIC.further(
        "response",
        title="Response as reports count it",
        question="What would an activity report say of the response here?",
        finding="{} opening posts got a reply or a reaction",
        formula="Opening posts that somebody else answered within 14 days or ever reacted to, as a "
        "share of all opening posts at least 14 days old.",
        direction=Direction.BAND,
        blind_spot="Counts a click as much as a conversation.",
        estimate=with_reactions,
        evidence=_OPENINGS.format(counted=f"liked.post is not null or {_REPLIED}"),
    ),
    METRIC.further(
        "talk",
        title="Talk in all activity",
        question="Of all that an activity report counts, how much is talk?",
        finding="{} posts and reactions belong to talk that goes back and forth",
        formula="Posts in conversations in which somebody who was answered answers back, as a "
        "share of all posts and reactions; by conversation, first 14 days, conversations at least "
        "14 days old.",
        direction=Direction.HIGHER,
        minimum_of="conversations that are 14 days old",
        needs=(Need.REPLIES, Need.THREADS),
        blind_spot="A short thank-you counts as answering back. Where clicks are cheap the share "
        "is low in good places too: read how it moves.",
        estimate=if_reactions,
        evidence="""
            with clicks as (
                select place.thread, count(*) as clicks
                from reaction
                join post
                  on  post.community = reaction.community
                  and post.source_id = reaction.source_id
                  and post.current
                join place on place.post = post.fact
                group by all
            ),

            talks as (
                select distinct edge.thread
                from edge
                join place as opening on opening.post = edge.thread
                where edge.before = edge.author
                  and edge.posted_at <= opening.posted_at + interval 14 day
            )

            select
                opening.community,
                period_of(opening.posted_at, $grain)                          as period,
                opening.thread                                                as one,
                null::integer                                                 as other,
                case when any_value(talks.thread) is not null then count(*) else 0 end as amount,
                count(*) + coalesce(any_value(clicks.clicks), 0)              as out_of,
                list(distinct post.author)                                    as people
            from place as opening
            join observed using (community)
            join place as post
              on  post.thread = opening.thread
              and post.posted_at <= opening.posted_at + interval 14 day
            left join talks on talks.thread = opening.thread
            left join clicks on clicks.thread = opening.thread
            where opening.post = opening.thread
              and opening.depth = 0
              and opening.posted_at <= observed.last - interval 14 day
            group by all
        """,
    ),
)
