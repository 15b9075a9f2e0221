"""The mix of kinds in every community and period, corrected for what the reader gets wrong."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say
from metrics.estimates.mix import Mix, Part, corrected
from metrics.kinds import MIX
from metrics.kinds.checked import blur, is_verified

Interval = tuple[float, float, float]

_COLUMNS = [*map(str, MIX), "none"]
# A language of which there is less decides nothing, and need not have been coded.
_LITTLE = 0.05

_BY_THREAD = """
    with evidence as ({evidence})

    select
        community,
        period,
        language,
        one,
        count(*)        as posts,
        sum(best)       as best,
        sum(everyday)   as everyday,
        sum(unfinished) as unfinished,
        sum(failure)    as failure,
        sum(question)   as question,
        sum(doubt)      as doubt,
        sum(challenge)  as challenge,
        sum(none)       as none
    from evidence
    group by all
    order by community, period, language, one
"""

_BEHIND = """
    select
        community,
        period,
        count(*)                as sample,
        count(distinct one)     as units,
        count(distinct author)  as people
    from ({evidence})
    where none = 0
    group by all
    order by community, period
"""

_NOT_READ = """
    select
        community,
        period_of(posted_at, $grain)          as period,
        1 - avg(assessed::integer)            as unread
    from place
    join reading using (text)
    group by all
"""


def estimate(
    cursor: DuckDBPyConnection, evidence: str, grain: str, answer: Callable[[Mix], Interval]
) -> pd.DataFrame:
    """Return what ``answer`` says of the mix, for each community and period.

    ``community, period, value, low, high, sample, units, people, smaller_part, claims, note``.
    Wants evidence like the view mix: a row per post. ``sample`` counts posts of a known kind.
    ``claims`` is whether the mix was corrected: where not, the figure colours nothing.
    """
    given = {"grain": grain}
    found = cursor.execute(_BEHIND.format(evidence=evidence), given).df()
    not_read = cursor.execute(_NOT_READ, given).df()
    found = found.merge(not_read, on=["community", "period"], how="left")
    said = dict(_mixes(cursor.execute(_BY_THREAD.format(evidence=evidence), given).df()))
    rows = [said[row.community, row.period] for row in found.itertuples()]
    found["claims"] = [is_corrected for _, is_corrected in rows]
    answers = [answer(mix) for mix, _ in rows]
    for place, column in enumerate(("value", "low", "high")):
        found[column] = np.array([one[place] for one in answers], float)
    found["smaller_part"] = np.nan
    notes = [_note(row.claims, row.unread) for row in found.itertuples()]
    found["note"] = pd.Series(notes, found.index, object)
    return found


def _mixes(threads: pd.DataFrame) -> Iterator[tuple[tuple, tuple[Mix, bool]]]:
    """Yield for each community and period its mix, and whether it could be corrected."""
    for key, group in threads.groupby(["community", "period"], sort=False):
        posts = group["posts"].sum()
        by_language = dict(list(group.groupby("language", sort=False)))
        can_be = all(
            is_verified(language)
            for language, part in by_language.items()
            if part["posts"].sum() > _LITTLE * posts
        )
        parts = [
            _part(part, posts, language if can_be and is_verified(language) else None)
            for language, part in by_language.items()
        ]
        yield key, (corrected(parts), can_be)


def _part(threads: pd.DataFrame, posts: int, language: str | None) -> Part:
    """Return what was read in one language: means over posts, and how much threads differ."""
    totals, number, units = threads[_COLUMNS].to_numpy(float), threads["posts"].sum(), len(threads)
    read = totals.sum(axis=0) / number
    errors = totals - threads["posts"].to_numpy()[:, None] * read
    covariance = errors.T @ errors / number**2 * units / max(units - 1, 1)
    known = None if language is None else blur(language)
    return Part(read, covariance, units, number / posts, known)


def _note(is_corrected: bool, unread: float) -> str:
    share = round((0.0 if np.isnan(unread) else unread) * 100)
    if is_corrected:
        return say(
            "corrected for what the reader gets wrong; {share} % of posts not assessed (other "
            "languages, or too short)",
            share=share,
        )
    return say(
        "read by rules, unverified here; {share} % of posts not assessed (other languages, or too "
        "short)",
        share=share,
    )
