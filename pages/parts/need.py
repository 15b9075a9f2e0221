"""The communities in the order of their need: how each stands, what fell, and what is warned of."""

from collections import Counter
from dataclasses import dataclass, field
from math import isnan

import pandas as pd

from metrics import catalogue
from metrics.metric import Dimension, Grain, Metric
from pages.parts import turns
from pages.parts.measures import Measures
from pages.parts.plain import plain
from pages.parts.standings import (
    Stand,
    around,
    is_known,
    is_needy,
    need,
    newest,
    stands,
    warned,
    with_broken,
)


@dataclass(frozen=True)
class One:
    """A community at a glance: its row, its measures, and how it stands in its newest period.

    ``turn`` says which main figure fell most over the last periods, and which rose most, if any did
    by more than chance; ``warned`` are the warnings beside the dimensions that are given, and
    ``longer`` the measures of longer periods that they may rest on.
    """

    community: object
    measures: Measures
    period: pd.Timestamp
    standing: list[Stand]
    turn: turns.Turn
    warned: list[Stand]
    longer: dict[Grain, Measures] = field(default_factory=dict)

    @property
    def minded(self) -> list[Stand]:
        """Return how it stands, with what broke down in the place of its dimension's mark."""
        return with_broken(self.standing, self.turn.broke)

    @property
    def now(self) -> dict[str, object]:
        """Return the measures of its newest period by the name of their metric."""
        return self.measures.at(self.period)

    @property
    def is_needy(self) -> bool:
        """Return whether anything asks for a look."""
        return is_needy([*self.standing, *self.warned]) or bool(self.turn.fall)

    @property
    def name(self) -> str:
        """Return its name so that markdown shows it as text."""
        return plain(self.community.name)


@dataclass(frozen=True)
class Found:
    """What was found: those of whom something can be said by need, the others by name."""

    grain: Grain
    told: list[One]
    untold: list[One]
    line: Metric | None

    @property
    def needy(self) -> list[One]:
        """Return the communities that need a look, the neediest first."""
        return [one for one in self.told if one.is_needy]


def found(
    communities: pd.DataFrame,
    measures: dict[str, Measures],
    grain: Grain,
    longer: dict[Grain, dict[str, Measures]] | None = None,
) -> Found:
    """Put the communities in the order of their need.

    ``measures`` are those of each community, ``longer`` those of longer periods: of what there is
    too little of in one period, a warning may be given by a longer one.
    """
    judged = {name: newest(here) for name, here in measures.items()}
    turned = turns.turns(measures, judged, grain)
    every = [
        _one(
            row,
            measures[row.name],
            judged[row.name],
            turned.get(row.name, turns.STILL),
            {one: here[row.name] for one, here in (longer or {}).items() if row.name in here},
        )
        for row in communities.itertuples(index=False)
        if row.name in measures
    ]
    told = [one for one in every if is_known([*one.minded, *one.warned])]
    told.sort(key=_by_need)
    untold = [one for one in every if one not in told]
    return Found(grain, told, untold, _line(told))


def _by_need(one: One) -> tuple:
    """Return what to sort by: what a mark asks for, then what fell, then what is warned of."""
    asks = (is_needy(one.minded), bool(one.turn.fall), bool(one.warned))
    first = asks.index(True) if any(asks) else len(asks)
    return first, need(one.minded, is_breaking=one.turn.broke is not None)


def _one(
    community,
    measures: Measures,
    period: pd.Timestamp,
    turn: turns.Turn,
    longer: dict[Grain, Measures],
) -> One:
    now = measures.at(period)
    given = warned(now, around(longer, period))
    return One(community, measures, period, stands(now), turn, given, longer)


def _line(told: list[One]) -> Metric | None:
    """Choose the measure for the small lines: the one known of most communities, dialogue first."""
    order = list(Dimension)
    main = [one for one in catalogue() if one.is_headline and not one.is_warning]
    main.sort(key=lambda metric: order.index(metric.dimension))
    known = Counter(name for one in told for name in _with_a_line(one))
    best = max(main, key=lambda metric: known[metric.name], default=None)
    return best if best is not None and known[best.name] else None


def _with_a_line(one: One) -> list[str]:
    """Return the figures that a community has of more than one of its last periods."""
    main = [metric for metric in catalogue() if metric.is_headline]
    given = {m.name: sum(not isnan(row.value) for row in recent(one, m)) for m in main}
    return [name for name, number in given.items() if number > 1]


def recent(one: One, metric: Metric) -> tuple:
    """Return the last measures of a metric up to the period judged, the oldest first."""
    return one.measures.of(metric).upto(one.period, turns.PERIODS)
