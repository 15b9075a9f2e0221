"""How long openings of each kind wait for an answer: survival curves, published for the screens."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.settings import fewest_people
from metrics.estimates.evidence import apart
from metrics.estimates.survival import steps

FEWEST, FEWEST_ANSWERED = 20, 10
HOURS = (1, 2, 4, 8, 24, 48, 96, 168, 336)
_GRAINS = ("quarter", "year", "all")

# A failure or a doubt is held against a success; a question stands beside both. One row for each
# conversation and kind of opening, with how many people stand behind all of that kind.
_WAITED = f"""
    with opened as (
        select distinct
            text,
            case kind
                when 'best' then 'best'
                when 'question' then 'question'
                else 'candour'
            end as opening
        from telling
        where kind in ('best', 'question', 'failure', 'doubt')
    ),

    waited as (
        select
            threads.community,
            threads.period,
            opened.opening,
            threads.people,
            date_diff('second', threads.opened, coalesce(first_reply, observed.last)) / 3600
                                    as waited,
            first_reply is not null as happened
        from threads($grain) as threads
        join place on place.post = threads.thread
        join opened using (text)
        join observed on observed.community = threads.community
        window curve as (partition by threads.community, threads.period, opened.opening)
        qualify count(*) over curve >= {FEWEST}
            and count(first_reply) over curve >= {FEWEST_ANSWERED}
    ),

    behind as (
        select community, period, opening
        from (select community, period, opening, unnest(people) as person from waited)
        group by all
        having count(distinct person) >= $fewest
    )

    select
        community,
        period,
        opening,
        waited,
        happened
    from waited
    join behind using (community, period, opening)
    order by community, period, opening
"""


def waits(cursor: DuckDBPyConnection, grain: str) -> pd.DataFrame:
    """Return the curves of a grain: of 20 openings or more, 10 answered, by five people or more."""
    rows = list(_of(cursor, grain)) if grain in _GRAINS else []
    columns = ["community", "grain", "period", "opening", "hours", "value", "low", "high", "sample"]
    return pd.DataFrame(rows, columns=columns)


def _of(cursor: DuckDBPyConnection, grain: str) -> Iterator[tuple]:
    asked = {"grain": grain, "fewest": fewest_people(cursor)}
    rows = cursor.execute(_WAITED, asked).df()
    waited, happened = rows["waited"].to_numpy(float), rows["happened"].to_numpy(bool)
    for (community, period, opening), of in apart(rows, ["community", "period", "opening"]):
        time, *lines = steps(waited[of], happened[of])
        place = np.searchsorted(time, HOURS, side="right")
        # At first everybody waits. Answered is one less what is still waiting, so the ends change
        # places.
        value, high, low = (1 - np.append(1.0, line)[place] for line in lines)
        low, high = (np.where(np.isnan(end), value, end) for end in (low, high))
        for hours, *answered in zip(HOURS, value, low, high, strict=True):
            yield community, grain, period, opening, hours, *answered, len(waited[of])
