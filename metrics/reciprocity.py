"""Reciprocity: of all who wrote to somebody, how many were written to in return."""

import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say_many
from metrics.estimates.ratio import ratio
from metrics.metric import Bounds, Dimension, Direction, Metric, Need, Unit

_TO_ONESELF = """
    select community, period_of(posted_at, $grain) as period, count(*) as oneself
    from place
    where to_self
    group by all
"""


def without_oneself(cursor: DuckDBPyConnection, evidence: str, grain: str) -> pd.DataFrame:
    """Return the ratio, with a note on how many replies to oneself it leaves out."""
    oneself = cursor.execute(_TO_ONESELF, {"grain": grain}).df()
    found = ratio(cursor, evidence, grain).merge(oneself, on=["community", "period"], how="left")
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
    bounds=Bounds(risk_below=0.05, watch_below=0.15, watch_above=0.9),
    estimate=without_oneself,
    evidence="""
        with arcs as (
            select distinct community, period, author, answered
            from replies($grain)
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
    """,
)
