"""One community around an event: which event, on what sides of it, and what it is held against."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import streamlit as st

from data.said import later
from metrics import catalogue
from metrics.around import LENGTHS, Happened, around, held_against, periods_around
from metrics.estimates.verdict import Verdict
from metrics.metric import Direction, Grain, Metric
from pages.parts import filters, layout, session, timelines, words
from pages.parts.language import LANGUAGES, _, code
from pages.parts.plain import literal, plain
from pages.parts.sides import Asked, isolated, over_time

_MAIN = {one.name: one for one in catalogue() if one.is_headline}
_NO_EVENT = later("There is no event “{asked}” here, or no longer. This is another one.")


@dataclass(frozen=True)
class Around:
    """An event in a community: the periods on its sides, what it is held against, and what changed.

    ``rows`` are those of ``metrics.around`` for the main figures of which anything can be said, the
    clearest first; ``also`` is what else happened here alone in that time.
    """

    community: str
    grain: Grain
    event: Happened
    before: list[pd.Timestamp]
    after: list[pd.Timestamp]
    without: list[str]
    also: list[Happened]

    @property
    def can_be_told(self) -> bool:
        """Return whether there are whole periods on both sides."""
        return bool(self.before and self.after)

    @property
    def name(self) -> str:
        """Return what the event is called, so that markdown shows it as text."""
        return f"“{isolated(plain(self.event[1]))}”"

    @property
    def part(self) -> str:
        """Return which part of the rows is judged: beyond elsewhere, where there is any."""
        return "beyond_" if self.without else ""

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Return what changed in each main figure that can be judged, the clearest first."""
        measures = session.measures(self.grain)
        main = measures[measures["metric"].isin(_MAIN)]
        sides = (self.before, self.after)
        rows = around(main, [self.community], self.without, *sides, self.grain)
        judged = rows[rows[f"{self.part}verdict"] != Verdict.UNKNOWN]
        return judged.sort_values(f"{self.part}p", ignore_index=True)

    @property
    def real(self) -> pd.DataFrame:
        """Return what is more than chance."""
        return self.rows[self.rows[f"{self.part}verdict"] == Verdict.REAL]

    def by_way(self) -> dict[int, list]:
        """Return what is more than chance by whether it is better (1), worse (-1) or neither."""
        ways: dict[int, list] = {1: [], -1: [], 0: []}
        for row in self.real.itertuples():
            up = getattr(row, "beyond" if self.without else "change") > 0
            ways[_way(_MAIN[row.metric], up)].append(row)
        return ways


def _way(metric: Metric, is_up: bool) -> int:
    if metric.direction == Direction.BAND:
        return 0
    return 1 if is_up == (metric.direction == Direction.HIGHER) else -1


def found(asked: Asked) -> Around | None:
    """Return what to show of the event that is asked for, if any happened in this community.

    At first that of the latest one that can be held against other communities.
    """
    if not asked.is_over_time or asked.grain == "all":
        return None
    side = asked.sides[0]
    periods = side.history.periods
    happened = timelines.events_within(periods, asked.grain, session.events(side.community))
    every = {event: _around(side.community, asked.grain, event, periods) for event in happened}
    return every[_choose(every)] if every else None


def address(community: str, event: Happened) -> dict[str, str]:
    """Return where it is answered whether an event helped in a community."""
    return {"compare": over_time(), "community": community, "event": _called(event, code())}


def _around(community: str, grain: Grain, event: Happened, periods: list[pd.Timestamp]) -> Around:
    before, after = periods_around(event[0], grain, periods)
    without, also = [], []
    if before and after:
        end = after[-1] + LENGTHS[grain]
        in_each = {name: _between(name, before[0], end) for name in session.communities()["name"]}
        without, also = held_against(in_each, [community], event)
    return Around(community, grain, event, before, after, without, also)


def _between(community: str, begin: pd.Timestamp, end: pd.Timestamp) -> list[Happened]:
    """Return what happened in a community within a time."""
    happened = [(pd.Timestamp(when), name) for when, name in session.events(community)]
    return [event for event in happened if begin <= event[0] < end]


def _choose(every: dict[Happened, Around]) -> Happened:
    """Choose an event, where there is more than one; its name stands in the address."""
    events = sorted(every, reverse=True)
    usual = max(events, key=lambda one: (bool(every[one].without), every[one].can_be_told, one))
    if len(events) == 1:
        return usual
    known = [_called(event, language) for event in events for language in LANGUAGES]
    astray = filters.unknown("event", known, _NO_EVENT)
    filters.keep("event", events, _called, usual)
    spoken = code()
    with layout.filters():
        chosen = st.selectbox(
            _("What happened"),
            events,
            index=events.index(usual),
            format_func=lambda event: _called(event, spoken),
            key="event",
            bind="query-params",
            width=420,
        )
    if astray:
        st.info(astray)
    by_name = {_called(event, spoken): event for event in events}
    # After a change of the community the widget still holds an event of the other one.
    return filters.remember("event", by_name.get(_called(chosen, spoken), usual))


def _called(event: Happened, language: str) -> str:
    return f"{literal(event[1], 60)} ({words.day_in(language, event[0])})"
