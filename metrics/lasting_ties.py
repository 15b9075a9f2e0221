"""Lasting ties: of the pairs who talk, how many keep talking for two months or more."""

from metrics.metric import Dimension, Direction, Metric, Need, Unit

METRIC = Metric(
    name="lasting_ties",
    title="Pairs who keep talking",
    question="Do people keep talking with the same colleagues, or is every talk a first one?",
    finding="{} pairs who talk have kept talking for two months",
    formula="Of the pairs in which one answered the other within the period, those with at least "
    "three replies between them, either way, the first and the last two months or more apart. "
    "Counted over the six months up to the end of the period, or over the period where that is "
    "longer; of pairs who had both taken part for two months by then.",
    dimension=Dimension.RECIPROCITY,
    direction=Direction.BAND,
    unit=Unit.SHARE,
    worth_acting_on=0.2,
    minimum=30,
    minimum_of="pairs who talked and had both been here for two months",
    minimum_people=15,
    guards_parts=True,
    adds_up=False,
    needs=(Need.REPLIES,),
    source="Repeated exchange as the mark of a tie: Granovetter 1973 (American Journal of "
    "Sociology 78:1360); interval after Aronow, Samii & Assenova 2015",
    blind_spot="Who keeps talking in calls and corridors is not seen. A host who answers everybody "
    "keeps talking with everybody. The first six months of an export look back less far.",
    advice=(
        "Give pairs a reason to meet again: a shared trial, and a date to tell how it went.",
        "Near 100 % nobody meets anybody new: mix the pairs.",
    ),
    silence="nobody had taken part for two months yet",
    evidence="""
        with ends as (
            select
                community,
                period,
                least(period_end(period, $grain), observed.last + interval 1 microsecond) as until
            from periods($grain)
            join observed using (community)
        ),

        spoke as (
            select community, author as person, posted_at from edge
            union all
            select community, answered, posted_at from edge
        ),

        began as (
            select community, person, min(posted_at) as began
            from spoke
            group by all
        ),

        pair as (
            select
                community,
                least(author, answered)    as one,
                greatest(author, answered) as other,
                posted_at
            from edge
        ),

        talked as (
            select distinct
                pair.community,
                period_of(pair.posted_at, $grain) as period,
                pair.one,
                pair.other
            from pair
        ),

        tie as (
            select
                talked.community,
                talked.period,
                talked.one,
                talked.other,
                count(*)            as replies,
                min(pair.posted_at) as first,
                max(pair.posted_at) as last
            from talked
            join ends using (community, period)
            join began as of_one
              on  of_one.community = talked.community
              and of_one.person = talked.one
              and of_one.began <= ends.until - interval 2 month
            join began as of_other
              on  of_other.community = talked.community
              and of_other.person = talked.other
              and of_other.began <= ends.until - interval 2 month
            join pair
              on  pair.community = talked.community
              and pair.one = talked.one
              and pair.other = talked.other
              and pair.posted_at >= least(talked.period, ends.until - interval 6 month)
              and pair.posted_at < ends.until
            group by all
        )

        select
            community,
            period,
            one,
            other,
            (replies >= 3 and last >= first + interval 2 month)::integer as amount,
            1                                                            as out_of,
            [one, other]                                                 as people
        from tie
    """,
)
