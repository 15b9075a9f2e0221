"""Hierarchy crossing: does talk cross levels, and do seniors answer juniors?"""

from metrics.estimates.over_chance import index_over_chance
from metrics.estimates.ratio import ratio
from metrics.metric import Dimension, Direction, Metric, Need, Unit

_ARCS = """
    with arcs as (
        select distinct community, period, author, answered
        from replies($grain)
    ),

    levelled as (
        select
            arcs.*,
            giver.level   as from_level,
            taker.level   as to_level
        from arcs
        left join roster as giver
          on giver.community = arcs.community and giver.person = arcs.author
        left join roster as taker
          on taker.community = arcs.community and taker.person = arcs.answered
    )
"""

METRIC = Metric(
    name="hierarchy_crossing",
    title="Across levels",
    question="Do people of different levels answer each other?",
    finding="Answering across levels differs by {} from what chance would give",
    against_chance=(
        "People answer across levels less than chance would give ({})",
        "People answer across levels as much as chance would give",
        "People answer across levels more than chance would give ({})",
    ),
    formula="E-I index: of all ordered pairs of people in which one answered the other, those of "
    "two levels less those of one, divided by all; less the mean of that index when the same "
    "levels are dealt out among the same people by chance. 0: as by chance. Half of it, times 100, "
    "is shown: so many more or fewer of 100 pairs cross.",
    dimension=Dimension.REACH,
    direction=Direction.BAND,
    unit=Unit.PAIRS,
    worth_acting_on=0.5,
    minimum=30,
    minimum_of="pairs of people whose levels are known",
    minimum_units=15,
    minimum_people=15,
    guards_parts=True,
    adds_up=False,
    needs=(Need.REPLIES, Need.ATTRIBUTES),
    source="E-I index, Krackhardt & Stern 1988 (Social Psychology Quarterly 51:123), over chance; "
    "dyadic interval (Aronow, Samii & Assenova 2015)",
    blind_spot="Levels are what the member list says. How people talk across levels, frankly or "
    "with care, is not seen.",
    advice=(
        "Ask two people of higher levels to answer one open question each week.",
        "Nothing to mend.",
    ),
    silence="no two people whose levels are known answered each other",
    estimate=index_over_chance,
    evidence=_ARCS
    + """
        select
            community,
            period,
            author      as one,
            answered    as other,
            from_level  as one_in,
            to_level    as other_in
        from levelled
    """,
)

FURTHER = (
    METRIC.further(
        "downward",
        title="Seniors answer juniors",
        question="When levels differ, do seniors answer juniors as often as juniors seniors?",
        finding="In {} answers between levels, the senior answers the junior",
        formula="Of all ordered pairs of people of different levels in which one answered the "
        "other, those in which the higher level answered the lower. The order is read from numbers "
        "or usual words in the names of levels. 50 of 100: both ways alike.",
        unit=Unit.SHARE,
        worth_acting_on=0.25,
        source="Up and down asymmetry between levels; dyadic interval (Aronow, Samii & Assenova "
        "2015)",
        minimum_of="pairs of people of different levels whose order is known",
        silence="no two people of different levels answered each other, or the names of the levels "
        "do not say which is higher",
        advice=(
            "Ask seniors to answer a junior’s question before they open a subject of their own.",
            "Invite juniors to answer what seniors ask, and to disagree.",
        ),
        estimate=ratio,
        evidence=_ARCS
        + """
            , ranked as (
                select level, rank_of(level) as rank
                from (select distinct level from roster)
            )

            select
                community,
                period,
                author                              as one,
                answered                            as other,
                (giver.rank > taker.rank)::integer  as amount,
                1                                   as out_of,
                [author, answered]                  as people
            from levelled
            join ranked as giver on giver.level = from_level
            join ranked as taker on taker.level = to_level
            where giver.rank <> taker.rank
        """,
    ),
)
