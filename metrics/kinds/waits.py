"""How long openings of each kind wait for an answer: survival curves, published for the screens."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.settings import fewest_people
from metrics.estimates.survival import curve
from metrics.kinds import Kind

FEWEST, FEWEST_ANSWERED = 20, 10
HOURS = (1, 2, 4, 8, 24, 48, 96, 168, 336)
# A failure or a doubt is held against a success; a question stands beside both.
_OPENINGS = {
    Kind.BEST: "best",
    Kind.FAILURE: "candour",
    Kind.DOUBT: "candour",
    Kind.QUESTION: "question",
}
_GRAINS = ("quarter", "year", "all")

_WAITED = """
    select distinct
        threads.community,
        threads.period,
        threads.thread,
        telling.kind,
        date_diff('second', opened, coalesce(first_reply, observed.last)) / 3600 as waited,
        first_reply is not null                                                  as happened,
        threads.people
    from threads($grain) as threads
    join place on place.post = threads.thread
    join telling using (text)
    join observed on observed.community = threads.community
    where telling.kind in ('best', 'failure', 'doubt', 'question')
"""


def waits(cursor: DuckDBPyConnection, grain: str) -> pd.DataFrame:
    """Return the curves of a grain: of 20 openings or more, 10 answered, by five people or more."""
    rows = list(_of(cursor, grain)) if grain in _GRAINS else []
    columns = ["community", "grain", "period", "opening", "hours", "value", "low", "high", "sample"]
    return pd.DataFrame(rows, columns=columns)


def _of(cursor: DuckDBPyConnection, grain: str) -> Iterator[tuple]:
    fewest = fewest_people(cursor)
    waited = cursor.execute(_WAITED, {"grain": grain}).df()
    waited["opening"] = waited["kind"].map(_OPENINGS)
    waited = waited.drop_duplicates(["community", "period", "thread", "opening"])
    for (community, period, opening), group in waited.groupby(["community", "period", "opening"]):
        happened = group["happened"].to_numpy(bool)
        if len(group) < FEWEST or happened.sum() < FEWEST_ANSWERED:
            continue
        if len(set().union(*group["people"])) < fewest:
            continue
        line = curve(group["waited"].to_numpy(float), happened)
        place = np.searchsorted(line["time"], HOURS, side="right")
        # At first everybody waits. Answered is one less what is still waiting, so the ends change
        # places.
        still = [np.append(1.0, line[name])[place] for name in ("survival", "high", "low")]
        value, low, high = (1 - share for share in still)
        low, high = (np.where(np.isnan(end), value, end) for end in (low, high))
        for hours, *answered in zip(HOURS, value, low, high, strict=True):
            yield community, grain, period, opening, hours, *answered, len(group)
