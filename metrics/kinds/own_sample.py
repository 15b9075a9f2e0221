"""How well the reader knows kinds in one's own community: its verdicts beside what people coded."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from metrics.estimates.mix import Blur
from metrics.kinds import Kind
from metrics.kinds.checked import blur, kinds_in, shares, wilson

FEWEST = 50
# How many posts of each kind the coded posts of elsewhere are taken for, beside one's own.
_ELSEWHERE = 5.0

_CODED = """
    select
        coding.community,
        any_value(sample.weight)                       as weight,
        arg_min(coding.kinds, coding.coder)            as settled,
        coalesce(string_agg(distinct telling.kind, '|'), 'none') as read
    from coding
    join sample using (community, source_id)
    join post
      on  post.community = coding.community
      and post.source_id = coding.source_id
      and post.current
    left join telling using (text)
    group by coding.community, coding.source_id
"""


class Skill(NamedTuple):
    """How well a kind is known here: how many posts people coded as it, and two shares.

    Each share with its 95 % interval (Wilson, at the number of posts), None of nothing.
    """

    kind: Kind
    coded: int
    precision: tuple[float, float, float] | None
    recall: tuple[float, float, float] | None


def blurs(cursor: DuckDBPyConnection) -> dict[int, Blur]:
    """Return how the reader sees the mix, for each community with enough posts coded."""
    coded = cursor.execute(_CODED).df()
    return {
        community: _blur(group)
        for community, group in coded.groupby("community")
        if len(group) >= FEWEST
    }


def _blur(coded: pd.DataFrame) -> Blur:
    """Weigh each post by how many it stands for; what is known elsewhere helps where few are."""
    weights = coded["weight"].to_numpy() / coded["weight"].mean()
    elsewhere = blur("en").seen
    seen = _ELSEWHERE * elsewhere / np.maximum(elsewhere.sum(axis=1, keepdims=True), 1)
    for weight, settled, read in zip(weights, coded["settled"], coded["read"], strict=True):
        seen = seen + weight * np.outer(shares(kinds_in(settled)), shares(kinds_in(read)))
    return Blur(seen)


def skills(sample: pd.DataFrame) -> list[Skill]:
    """Return how well each kind is known, from the rows of ``data.coding.sample``."""
    coded = sample.dropna(subset="first")
    said = [kinds_in(one) for one in coded["first"]]
    read = [kinds_in(one) for one in coded["read"]]
    weights = coded["weight"].to_numpy()
    return [_skill(kind, said, read, weights) for kind in Kind]


def _skill(kind: Kind, said: list, read: list, weights: np.ndarray) -> Skill:
    is_said = np.array([kind in one for one in said], bool)
    is_read = np.array([kind in one for one in read], bool)
    both = is_said & is_read
    return Skill(
        kind,
        int(is_said.sum()),
        _share(both, is_read, weights),
        _share(both, is_said, weights),
    )


def _share(some: np.ndarray, whole: np.ndarray, weights: np.ndarray):
    """Return a weighted share with the interval of as many posts as there are."""
    number = int(whole.sum())
    if not number:
        return None
    return wilson(number * weights[some].sum() / weights[whole].sum(), number)


def agreement(sample: pd.DataFrame) -> tuple[int, float] | None:
    """Return how many posts two people coded, and how far they agree; None where nobody did.

    F1 of one against the other over all kinds, as the codebook reports it.
    """
    both = sample.dropna(subset=["first", "second"])
    if both.empty:
        return None
    one, other = ([kinds_in(said) for said in both[name]] for name in ("first", "second"))
    same = sum(len(a & b) for a, b in zip(one, other, strict=True))
    said = sum(map(len, one)) + sum(map(len, other))
    return len(both), 2 * same / said if said else 1.0
