"""Concentration: how few members write half of all posts."""

import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import joined, say_many
from metrics.estimates.evidence import Evidence
from metrics.estimates.gini import gini, half_held
from metrics.metric import Dimension, Direction, Metric, Need, Unit


def with_number(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return the share of members who write half of all, with a note that tells how many."""
    found = half_held(cursor, evidence)
    notes = [joined([_half_from(int(row.few)), row.note], "; ") for row in found.itertuples()]
    return found.assign(note=pd.Series(notes, found.index, object))


def _half_from(few: int) -> str:
    return say_many(
        "half of all posts come from {number} person",
        "half of all posts come from {number} people",
        few,
    )


METRIC = Metric(
    name="concentration",
    title="Talk held by few",
    question="On how many people does the talk rest?",
    finding="{} of those who write make half of all posts",
    formula="The fewest people who together wrote half of all posts (contributor absence factor), "
    "as a share of all who wrote in the period.",
    dimension=Dimension.RECIPROCITY,
    direction=Direction.BAND,
    unit=Unit.SHARE,
    minimum=15,
    minimum_of="people who wrote",
    minimum_people=15,
    adds_up=False,
    needs=(Need.POSTS,),
    source="Contributor absence factor, CHAOSS project",
    blind_spot="Counts posts, not what they are worth. A few steady voices may carry a community "
    "well, until they leave: see what is left without the host.",
    advice=(
        "Ask the most active to hand on: let somebody else open the next round.",
        "Where everybody writes equally much, ask whether posting is required.",
    ),
    silence="nobody wrote anything",
    estimate=with_number,
    evidence="""
        select
            community,
            period_of(posted_at, $grain) as period,
            author                       as one,
            count(*)                     as amount
        from place
        group by all
    """,
)

FURTHER = (
    METRIC.further(
        "gini",
        title="Unevenness of voices",
        question="How unevenly is the writing spread over those who write?",
        finding="From even shares to a single voice, it is {} steps",
        formula="Gini coefficient of the posts of all who wrote in the period, corrected for few "
        "members by n / (n - 1): 0 where all write equally much, 100 where one writes everything.",
        direction=Direction.BAND,
        source="Gini coefficient, corrected for few members",
        estimate=gini,
    ),
)
