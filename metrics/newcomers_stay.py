"""Newcomers stay: of those who wrote for the first time, how many write again a month later."""

import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say
from data.settings import fewest_people
from metrics.estimates.evidence import KEYS, Evidence
from metrics.estimates.ratio import ratio
from metrics.metric import Dimension, Direction, Metric, Need, Unit

_TOO_NEW = """
    select
        newcomers.community,
        period_of(newcomers.posted_at, $grain) as period,
        count(*)                               as too_new
    from newcomers
    join observed using (community)
    where newcomers.posted_at > observed.last - interval 56 day
    group by all
"""


def without_too_new(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return the ratio, with a note on how many newcomers are too new to judge."""
    too_new = evidence.beside(cursor, _TOO_NEW)
    found = ratio(cursor, evidence).merge(too_new, on=KEYS, how="left")
    fewest = fewest_people(cursor)
    notes = [
        say("{number} newcomers are too new to judge and left out", number=int(count))
        if count >= fewest
        else ""
        for count in found["too_new"]
    ]
    found["note"] = pd.Series(notes, found.index, object)
    return found


METRIC = Metric(
    name="newcomers_stay",
    title="Newcomers stay",
    question="Do people who write here for the first time come back?",
    finding="{} newcomers write again a month later",
    formula="A newcomer is somebody, not a host, who writes here for the first time and joined "
    "after the export begins; where no date of joining is known, whose first post lies past the "
    "first 28 days, since before that nobody can tell newcomers from old-timers. Of newcomers "
    "seen for 56 days, the share that wrote again between day 28 and day 56. A newcomer counts in "
    "the period of the first post.",
    dimension=Dimension.VOICE,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    worth_acting_on=0.4,
    minimum=10,
    minimum_of="newcomers seen for 56 days",
    minimum_people=10,
    guards_parts=True,
    needs=(Need.POSTS,),
    source="Retention past a landmark, with equal follow-up; compare Arguello et al. 2006 (CHI) "
    "and Joyce & Kraut 2006 (JCMC 11:723)",
    blind_spot="Who only reads after the first post counts as gone, and so does who left when a "
    "course ended. Somebody who changed their account is a newcomer twice.",
    advice=(
        "Answer first posts within two days, and ask something back.",
        "Nothing to mend.",
    ),
    silence="nobody wrote here for the first time, or too recently to judge",
    estimate=without_too_new,
    in_one_month=True,
    evidence="""
        select
            newcomers.community,
            period_of(newcomers.posted_at, $grain)  as period,
            newcomers.person                        as one,
            null::integer                           as other,
            (count(place.post) > 0)::integer        as amount,
            1                                       as out_of,
            [newcomers.person]                      as people
        from newcomers
        join observed using (community)
        left join place
          on  place.community = newcomers.community
          and place.author = newcomers.person
          and place.posted_at >= newcomers.posted_at + interval 28 day
          and place.posted_at < newcomers.posted_at + interval 56 day
        where newcomers.posted_at <= observed.last - interval 56 day
        group by all
    """,
)
