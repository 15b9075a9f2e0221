"""What is left of reciprocity beyond what everyone's volume of giving and getting brings about."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say
from metrics.estimates.evidence import KEYS, Evidence, apart
from metrics.estimates.ratio import ratio

_ROWS = 500

# How many people wrote and got how many replies, within the period (sent, got) and within the 28
# days around it in which a reply may still come back (sent_beside, got_beside).
_VOLUMES = """
    with near as (
        select
            periods.community,
            periods.period,
            edge.author,
            edge.answered,
            period_of(edge.posted_at, $grain) = periods.period as inside
        from periods($grain) as periods
        join edge
          on  edge.community = periods.community
          and edge.posted_at >= periods.period - interval 28 day
          and edge.posted_at < period_end(periods.period, $grain) + interval 28 day
    ),

    volume as (
        select
            community,
            period,
            person,
            count(*) filter (where inside and sends)          as sent,
            count(*) filter (where inside and not sends)      as got,
            count(*) filter (where not inside and sends)      as sent_beside,
            count(*) filter (where not inside and not sends)  as got_beside
        from (
            select community, period, author as person, inside, true as sends from near
            union all
            select community, period, answered, inside, false from near
        )
        group by all
    )

    select
        community,
        period,
        sent,
        got,
        sent_beside,
        got_beside,
        count(*) as people
    from volume
    group by all
    order by all
"""


def above_chance(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return (r - r0) / (1 - r0) for the ratio r of the evidence, with its interval moved alike.

    r0 is the reciprocity to be expected if all replies were handed out anew, each person writing
    and getting as many as they did. The interval takes r0 for given.
    """
    found = ratio(cursor, evidence)
    found = found.merge(by_chance(cursor, evidence), on=KEYS, how="left")
    chance = found["chance"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        for column in ("value", "low", "high"):
            found[column] = (found[column] - chance) / (1 - chance)
    notes = [
        say("chance alone would give {share} of 100", share=round(100 * one)) for one in chance
    ]
    told = say("everybody wrote to everybody, so that chance alone gives as much")
    found["note"] = pd.Series(notes, found.index, object)
    found["reason"] = pd.Series([told] * len(found), found.index, object)
    return found


def by_chance(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return ``community, period, chance``: reciprocity where only volumes decide who
    meets whom, for the grains of the evidence.

    The expected number of mutual arcs over that of arcs, if the receivers of all replies were
    shuffled; replies that come to their own author are dropped, as everywhere.
    """
    volumes = evidence.beside(cursor, _VOLUMES).sort_values(KEYS, kind="stable")
    columns = ["sent", "got", "sent_beside", "got_beside", "people"]
    counts = [volumes[name].to_numpy() for name in columns]
    answers = [(*key, _expected(*(many[rows] for many in counts))) for key, rows in apart(volumes)]
    same = {key: volumes.dtypes[key] for key in KEYS}
    return pd.DataFrame(answers, columns=[*KEYS, "chance"]).astype(same | {"chance": float})


def _expected(
    sent: np.ndarray,
    got: np.ndarray,
    sent_beside: np.ndarray,
    got_beside: np.ndarray,
    people: np.ndarray,
) -> float:
    """Return expected reciprocity from classes of people with the same four volumes."""
    within, beside = (_Shuffle((many * people).sum()) for many in (sent, sent_beside))
    arcs = mutual = 0.0
    for start in range(0, len(sent), _ROWS):
        rows = slice(start, start + _ROWS)
        there = 1 - within.never(sent[rows, None], got[None, :])
        back = 1 - within.never(sent[None, :], got[rows, None]) * beside.never(
            sent_beside[None, :], got_beside[rows, None]
        )
        pairs = people[rows, None] * people[None, :].astype(float)
        places = np.arange(start, min(start + _ROWS, len(sent)))
        pairs[places - start, places] -= people[rows]  # nobody answers themselves
        arcs += (pairs * there).sum()
        mutual += (pairs * there * back).sum()
    return mutual / arcs if arcs > 0 else np.nan


class _Shuffle:
    """So many replies, whose receivers are drawn anew without changing how many each one gets."""

    def __init__(self, replies: int) -> None:
        self._replies = int(replies)
        self._factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, replies + 1)))])

    def never(self, sent: np.ndarray, got: np.ndarray) -> np.ndarray:
        """Return the chance that none of those sent is among those got (hypergeometric)."""
        left = self._replies - sent - got
        log = self._factorial
        chance = np.exp(
            log[self._replies - sent]
            + log[self._replies - got]
            - log[np.maximum(left, 0)]
            - log[self._replies]
        )
        return np.where(left < 0, 0.0, chance)
