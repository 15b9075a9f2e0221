"""Practice diversity: how many kinds of telling there are, beyond best practices."""

import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say
from metrics.estimates.hill import hill
from metrics.kinds import ASSESSED, MIX
from metrics.metric import Dimension, Direction, Metric, Need, Unit

_READ = """
    select
        community,
        period_of(posted_at, $grain)                                as period,
        1 - avg((language in (select unnest($assessed)))::integer)  as unread
    from place
    join reading using (text)
    group by all
"""


def of_those_assessed(cursor: DuckDBPyConnection, evidence: str, grain: str) -> pd.DataFrame:
    """Return the Hill number, with a note on how it was read and how much was not assessed."""
    unread = cursor.execute(_READ, {"grain": grain, "assessed": sorted(ASSESSED)}).df()
    found = hill(cursor, evidence, grain).merge(unread, on=["community", "period"], how="left")
    notes = [
        say(
            "read by rules, unverified here; {share} % of posts not assessed (other languages, or "
            "too short)",
            share=round(share * 100),
        )
        for share in found["unread"].fillna(0)
    ]
    found["note"] = pd.Series(notes, found.index, object)
    return found


METRIC = Metric(
    name="practice_diversity",
    title="Practice diversity",
    question="Do people bring more than best practices?",
    finding="What people tell is as varied as {} of equal weight",
    formula="Each post counts once, shared among the kinds of telling found in it: best practice, "
    "everyday work, unfinished work, failure, question, doubt, challenge. The figure is the number "
    "of equally common kinds that would be as diverse (Hill number, q = 1): 1 to 7.",
    dimension=Dimension.PRACTICE,
    direction=Direction.BAND,
    unit=Unit.KINDS,
    minimum=50,
    minimum_of="posts of a known kind",
    minimum_units=10,
    adds_up=False,
    needs=(Need.TEXT,),
    source="Hill 1973 (Ecology 54:427); Chao et al. 2014 (Ecological Monographs 84:45)",
    blind_spot="The kinds are read by rules, which err, and every error looks like diversity. "
    "Rules never see irony. Posts in languages without rules are left out.",
    advice=(
        "Ask for one half-finished or failed case a month, and let the host bring the first.",
        "If much is challenge and doubt, see whether anybody still tells what works.",
    ),
    bounds=None,
    silence="no post of a known kind was found",
    estimate=of_those_assessed,
    evidence=f"""
        with told as (
            select
                place.community,
                period_of(place.posted_at, $grain) as period,
                -- Without threads the posts of one author stand in for a conversation.
                case when place.how = 'unknown' then -place.author else place.thread end as one,
                place.author                as person,
                place.post,
                telling.kind
            from place
            join telling using (text)
            where telling.kind in ({", ".join(f"'{kind}'" for kind in MIX)})
        )

        select
            *,
            1.0 / count(*) over (partition by post) as weight
        from told
    """,
)
