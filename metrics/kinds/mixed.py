"""The mix of kinds in every community and period, corrected for what the reader gets wrong."""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import joined, say
from metrics.estimates.evidence import KEYS, Evidence, apart
from metrics.estimates.mix import Blur, Interval, Mix, Part, corrected, share_of
from metrics.kinds import MIX, Kind
from metrics.kinds.checked import blur, is_verified
from metrics.kinds.own_sample import blurs

TELLINGS = "select *, {counted} as amount, 1 as out_of from mix($grain) where none = 0"
"""What each post gives to a figure, as the rules read it: not yet corrected for what they miss."""

# A share known no better than this says nothing.
_WIDEST_SHARE = 0.6
_COLUMNS = [*map(str, MIX), "none"]
_TOO_WIDE = say(
    "the automatic reading errs too often for so few posts: the true value could be nearly "
    "anything; more posts of this community sorted by hand would help"
)
# A language of which there is less decides nothing, and need not have been coded.
_LITTLE = 0.05

_BY_THREAD = """
    with evidence as ({evidence})

    select
        grain,
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
    order by grain, community, period, language, one
"""

_BEHIND = """
    select
        grain,
        community,
        period,
        count(*)                as sample,
        count(distinct one)     as units,
        count(distinct author)  as people
    from ({evidence})
    where none = 0
    group by all
    order by grain, community, period
"""

_NOT_READ = """
    select
        community,
        period_of(posted_at, $grain)           as period,
        1 - avg(reading.assessed::integer)     as unread,
        avg((reading.text is null)::integer)   as waiting
    from place
    left join reading using (text)
    where place.text is not null
    group by all
"""


def of_kinds(*kinds: Kind) -> Callable[[DuckDBPyConnection, Evidence], pd.DataFrame]:
    """Return the estimate of the share of some kinds together."""
    places = [MIX.index(kind) for kind in kinds]

    def share(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
        return estimate(cursor, evidence, partial(share_of, kinds=places), _WIDEST_SHARE)

    return share


def estimate(
    cursor: DuckDBPyConnection,
    evidence: Evidence,
    answer: Callable[[Mix], Interval],
    widest: float,
) -> pd.DataFrame:
    """Return what ``answer`` says of the mix, for each community and period.

    ``community, period, value, low, high, sample, units, people, smaller_part, claims, note``.
    Wants evidence like the view mix: a row per post. ``sample`` counts posts of a known kind.
    ``claims`` is whether the mix was corrected: where not, the figure colours nothing. There is
    no value where its interval is wider than ``widest``.
    """
    collected, mixes = _collected(cursor, evidence)
    value, low, high = answer(mixes)
    found = collected.assign(value=value, low=low, high=high)
    says_nothing = found["high"] - found["low"] > widest
    found.loc[says_nothing, "value"] = np.nan
    found["reason"] = pd.Series([_TOO_WIDE] * len(found), found.index, object)
    return found


# The figures of one mix are asked for one after the other, in one transaction: what it rests on
# stands still meanwhile, and is collected once. A later transaction has another cursor.
@lru_cache(maxsize=4)
def _collected(cursor: DuckDBPyConnection, evidence: Evidence) -> tuple[pd.DataFrame, Mix]:
    """Return what is said of every figure of the mix, and the mixes themselves, row by row."""
    found = evidence.rows(cursor, _BEHIND)
    not_read = evidence.beside(cursor, _NOT_READ)
    found = found.merge(not_read, on=KEYS, how="left")
    threads = evidence.rows(cursor, _BY_THREAD)
    said = dict(_mixes(threads, blurs(cursor)))
    rows = [said[key] for key in found[KEYS].itertuples(index=False, name=None)]
    found["claims"] = [is_corrected for _, is_corrected in rows]
    found["smaller_part"] = np.nan
    notes = [_note(row.claims, row.unread, row.waiting) for row in found.itertuples()]
    found["note"] = pd.Series(notes, found.index, object)
    return found, Mix.of_many([mix for mix, _ in rows], len(MIX))


def _mixes(threads: pd.DataFrame, own: dict[int, Blur]) -> Iterator[tuple[tuple, tuple[Mix, bool]]]:
    """Yield for each community and period its mix, and whether it could be corrected.

    By what people coded in the community itself, else by what was coded in each language.
    """
    totals, posts = threads[_COLUMNS].to_numpy(float), threads["posts"].to_numpy()
    languages = threads["language"].to_numpy(object)
    for key, rows in apart(threads):
        whole, here = posts[rows].sum(), own.get(key[1])
        by_language = {
            language: rows.start + np.flatnonzero(languages[rows] == language)
            for language in dict.fromkeys(languages[rows])
        }
        can_be = here is not None or all(
            is_verified(language)
            for language, part in by_language.items()
            if posts[part].sum() > _LITTLE * whole
        )
        parts = [
            _part(totals[part], posts[part], whole, (here or _known(language)) if can_be else None)
            for language, part in by_language.items()
        ]
        yield key, (corrected(parts), can_be)


def _known(language: str) -> Blur | None:
    return blur(language) if is_verified(language) else None


def _part(totals: np.ndarray, posts: np.ndarray, whole: int, known: Blur | None) -> Part:
    """Return what was read in one language: means over posts, and how much threads differ."""
    number, units = posts.sum(), len(posts)
    read = totals.sum(axis=0) / number
    errors = totals - posts[:, None] * read
    covariance = errors.T @ errors / number**2 * units / max(units - 1, 1)
    return Part(read, covariance, units, number / whole, known)


def _note(is_corrected: bool, unread: float, waiting: float) -> str:
    """Say how the figure was come by, and what share of the posts it does not rest on."""
    how = (
        say("corrected for what the automatic reading gets wrong")
        if is_corrected
        else say("read by rules, unverified here")
    )
    other = say(
        "{share} % of posts not assessed (other languages, or too short)", share=_percent(unread)
    )
    so_far = say("{share} % of posts are still to be read", share=_percent(waiting))
    left_out = other if _percent(unread) else ""
    return joined([how, left_out, so_far if waiting > 0 else ""], "; ")


def _percent(share: float) -> int:
    return 0 if np.isnan(share) else round(share * 100)
