"""Reciprocity: of all who wrote to somebody, how many were written to in return."""

import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say_many
from metrics.estimates.chance import above_chance
from metrics.estimates.evidence import KEYS, Evidence
from metrics.estimates.ratio import ratio
from metrics.metric import Dimension, Direction, Metric, Need, Trial, Unit

_TO_ONESELF = """
    select community, period_of(posted_at, $grain) as period, count(*) as oneself
    from place
    where to_self
    group by all
"""

_STRETCH = 100

# Not drawn at random: that tears a reply from the one it answers, the more so the busier it is.
_IN_STRETCHES = f"""
    with numbered as (
        select
            community,
            period,
            author,
            answered,
            (row_number() over in_order - 1) // {_STRETCH}                as stretch,
            count(*) over (partition by community, period) // {_STRETCH} as stretches
        from replies($grain)
        window in_order as (partition by community, period order by posted_at, post)
    ),

    arcs as (
        select distinct community, period, stretch, author, answered
        from numbered
        where stretch < stretches
    )

    select
        arcs.community,
        arcs.period,
        least(arcs.author, arcs.answered)     as one,
        greatest(arcs.author, arcs.answered)  as other,
        count(back.author)                    as amount,
        count(*)                              as out_of,
        [one, other]                          as people
    from arcs
    left join arcs as back
      on  back.community = arcs.community
      and back.period = arcs.period
      and back.stretch = arcs.stretch
      and back.author = arcs.answered
      and back.answered = arcs.author
    group by all
"""


_ARCS = """
    with arcs as (
        select distinct community, period, author, answered
        from replies($grain)
        where {which}
    ),

    returned as (
        select distinct arcs.*
        from arcs
        join edge as back
          on  back.community = arcs.community
          and back.author = arcs.answered
          and back.answered = arcs.author
          and back.posted_at >= arcs.period - interval 28 day
          and back.posted_at < period_end(arcs.period, $grain) + interval 28 day
    )

    select
        community,
        period,
        least(author, answered)        as one,
        greatest(author, answered)     as other,
        count(returned.author)         as amount,
        count(*)                       as out_of,
        [one, other]                   as people
    from arcs
    left join returned using (community, period, author, answered)
    group by all
"""

_NO_HOSTS = """
    (community, author) not in (select (community, person) from hosts)
    and (community, answered) not in (select (community, person) from hosts)
"""


def without_oneself(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return the ratio, with a note on how many replies to oneself it leaves out."""
    oneself = evidence.beside(cursor, _TO_ONESELF)
    found = ratio(cursor, evidence).merge(oneself, on=KEYS, how="left")
    notes = [
        say_many(
            "{number} reply to oneself left out",
            "{number} replies to oneself left out",
            int(count),
        )
        if count > 0
        else ""
        for count in found["oneself"]
    ]
    found["note"] = pd.Series(notes, found.index, object)
    return found


METRIC = Metric(
    name="reciprocity",
    title="Reciprocity",
    question="When people here write to a colleague, do they hear back?",
    finding="{} who write to a colleague hear back",
    formula="Of all ordered pairs of people in which one answered the other, the share in which "
    "the other answered too, within the period or up to 28 days before or after it.",
    dimension=Dimension.RECIPROCITY,
    direction=Direction.BAND,
    unit=Unit.SHARE,
    worth_acting_on=0.35,
    rises_with_volume=True,
    minimum=30,
    minimum_of="pairs of people who talked",
    minimum_people=15,
    guards_parts=True,
    adds_up=False,
    needs=(Need.REPLIES,),
    source="Share of mutual arcs, as networkx.overall_reciprocity on a graph without self-replies; "
    "interval after Aronow, Samii & Assenova 2015",
    blind_spot="A thank-you counts as much as an argument, and the share rises with the number of "
    "posts. Read it beside dialogue depth, and compare only like volumes.",
    advice=(
        "Invite those who answer to ask as well: pair people for one exchange a month.",
        "Near 100 % may be a few closed duos: open their threads to others.",
    ),
    signs=(
        "few hear back from those they write to",
        "talk stays within closed pairs",
    ),
    sign_of_none="nobody hears back from those they write to",
    trials=(
        Trial(
            source="Wasko & Faraj 2005 (MIS Quarterly 29:35)",
            moves="give_and_receive",
        ),
        Trial(
            source="Granovetter 1973 (American Journal of Sociology 78:1360): what is new comes "
            "over weak ties",
        ),
    ),
    estimate=without_oneself,
    evidence=_ARCS.format(which="true"),
)

FURTHER = (
    METRIC.further(
        "above_chance",
        rises_with_volume=False,
        title="Reciprocity beyond chance",
        question="Do people hear back more often than their busyness alone would bring about?",
        finding="Beyond what chance would give, {} who write to a colleague hear back",
        formula="Reciprocity r and r0, what it would be if all replies were dealt out anew while "
        "everybody writes and gets as many as they did: (r - r0) / (1 - r0). Below 0 where people "
        "hear back less than chance would give.",
        source="Reciprocity against a null that keeps everyone's volume: Garlaschelli & Loffredo "
        "2004 (Physical Review Letters 93:268701), Squartini et al. 2013 (Scientific Reports "
        "3:2729)",
        blind_spot="A host who answers everybody raises what chance alone would give. The interval "
        "takes that for exactly known.",
        estimate=above_chance,
    ),
    METRIC.further(
        "at_equal_volume",
        rises_with_volume=False,
        title="Reciprocity at equal volume",
        question="Among the same number of replies, how many who write hear back?",
        finding=f"Within {_STRETCH} replies, {{}} who write to a colleague hear back",
        formula=f"Replies are cut into stretches of {_STRETCH} in a row. Of all ordered pairs of "
        "people in which one answered the other in a stretch, the share in which the other "
        "answered too in that stretch. So a busy community and a quiet one can be compared.",
        source="Reciprocity at an equal number of replies; interval after Aronow, Samii & Assenova "
        "2015",
        blind_spot="Who hears back only after the stretch has not heard back: busy places are cut "
        "into shorter times. What is left over after the last whole stretch is not counted.",
        silence=f"fewer than {_STRETCH} replies",
        estimate=ratio,
        evidence=_IN_STRETCHES,
    ),
    METRIC.further(
        "without_hosts",
        title="Reciprocity without the host",
        question="Do members hear back from each other, the host aside?",
        finding="The host aside, {} who write to a colleague hear back",
        formula="As reciprocity, over pairs of whom neither is a host. A host who answers "
        "everybody, and is answered by some, bends the figure; here it is unbent.",
        needs=(Need.REPLIES, Need.HOSTS),
        silence="nobody but hosts answered, or was answered",
        estimate=ratio,
        evidence=_ARCS.format(which=_NO_HOSTS),
    ),
)
