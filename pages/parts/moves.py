"""What changed since the period before: only what is more than chance, of all looked at."""

from dataclasses import dataclass
from math import isnan

import pandas as pd
import streamlit as st

from data.said import later
from metrics import catalogue
from metrics.estimates.verdict import FALSE_DISCOVERIES
from metrics.metric import Direction, Grain, Metric
from pages.parts import layout, turns, words
from pages.parts.language import _, several_of
from pages.parts.need import Found, One
from pages.parts.plain import literal, plain

_MOST = 8
_MAIN = {one.name: one for one in catalogue() if one.is_headline}
_STEPS = {"month": 1, "quarter": 3, "year": 12}
_SINCE = {
    "month": later("What changed since the month before"),
    "quarter": later("What changed since the quarter before"),
    "year": later("What changed since the year before"),
}
_WAYS = {1: later("Better"), -1: later("Worse"), 0: later("Different")}
_SAID = {
    True: later("{measure} rose from {before} to {after}"),
    False: later("{measure} fell from {before} to {after}"),
}


@dataclass(frozen=True)
class Move:
    """A figure that changed by more than chance: where, from what to what, and how sure."""

    community: str
    metric: Metric
    was: object
    now: object
    p: float

    @property
    def way(self) -> int:
        """Return 1 for better, -1 for worse, 0 where neither end is better."""
        if self.metric.direction == Direction.BAND:
            return 0
        is_up = self.now.value > self.was.value
        return 1 if is_up == (self.metric.direction == Direction.HIGHER) else -1


def found_in(found: Found) -> tuple[list[Move], int]:
    """Return what moved, the clearest first, and how many figures could be compared.

    Each main figure of each community is held against the period right before the one it is judged
    by; q of ``metrics.compare`` over all of them, so that about 1 in 20 found is chance at most.
    """
    ends = [pair for one in (*found.told, *found.untold) for pair in _ends(one, found.grain)]
    if not ends:
        return [], 0
    results = turns.held_against(ends)
    moves = [
        Move(was.community, _MAIN[was.metric], was, now, p)
        for (was, now), p, q in zip(ends, results["p"], results["q"], strict=True)
        if q <= FALSE_DISCOVERIES
    ]
    return sorted(moves, key=lambda one: one.p), int(results["q"].notna().sum())


def _ends(one: One, grain: Grain) -> list[tuple]:
    """Return each main figure in the period before and in the period judged."""
    before = one.measures.at(one.period - pd.DateOffset(months=_STEPS[grain]))
    pairs = [(before.get(name), one.now.get(name)) for name in _MAIN]
    return [pair for pair in pairs if all(row is not None and not isnan(row.value) for row in pair)]


def show(found: Found) -> None:
    """Say what changed, the clearest first; or that nothing did by more than chance."""
    if found.grain == "all":
        return
    moves, judged = found_in(found)
    layout.section(_(_SINCE[found.grain]))
    if not judged:
        st.markdown(_(":gray[○ There is no figure for two periods in a row yet.]"))
        return
    with layout.sentences("small"):
        st.markdown(f"**{_headline(moves, judged)}**")
        for way, word in _WAYS.items():
            here = [one for one in moves[:_MOST] if one.way == way]
            if here:
                lines = "\n".join(f"- {_told(one, found.grain)}" for one in here)
                st.markdown(f"{_(word)}:\n\n{lines}")
        more = len(moves) - _MOST
        if more > 0:
            st.caption(
                several_of(
                    "One more stands in the table.", "{number} more stand in the table.", more
                )
            )
        st.caption(
            _(
                "Compare counts one community by itself, and its further figures apart: where "
                "fewer are looked at, a smaller change can stand out."
            )
        )
    if moves:
        _details(moves, found.grain)


def told(found: Found) -> tuple[str, str, list[str]] | None:
    """Return the title, the count and a line for each change, as markdown, if any is known."""
    if found.grain == "all":
        return None
    moves, judged = found_in(found)
    if not judged:
        return None
    lines = [f"{_(_WAYS[one.way])}: {_told(one, found.grain)}" for one in moves[:_MOST]]
    return _(_SINCE[found.grain]), _headline(moves, judged), lines


def _headline(moves: list[Move], judged: int) -> str:
    if not moves:
        return several_of(
            "The one main figure that can be compared did not change by more than chance.",
            "None of {number} main figures, those of all communities here together, changed by "
            "more than chance.",
            judged,
        )
    return several_of(
        "{number} of {judged} main figures, those of all communities here together, changed by "
        "more than chance; of those named, about 1 in 20 at most is chance.",
        "{number} of {judged} main figures, those of all communities here together, changed by "
        "more than chance; of those named, about 1 in 20 at most is chance.",
        len(moves),
        judged=words.count(judged),
    )


def _told(one: Move, grain: Grain) -> str:
    before, after = (
        words.told(one.metric.unit, end.value, end.low, end.high) for end in (one.was, one.now)
    )
    measure = _(one.metric.title).lower()
    said = _(_SAID[bool(one.now.value > one.was.value)])
    what = said.format(measure=measure, before=before, after=after)
    when = words.period(one.now.period, grain)
    return f"**{plain(one.community)}**: {what} :small[:gray[({when})]]"


@st.fragment
def _details(moves: list[Move], grain: Grain) -> None:
    details = layout.details(_("Show as table"), "about moves")
    if details is None:
        return
    with details:
        table = pd.DataFrame(
            [
                {
                    later("community"): literal(one.community),
                    later("measure"): one.metric.title,
                    later("period"): words.period(one.now.period, grain),
                    later("before"): one.was.value,
                    later("after"): one.now.value,
                }
                for one in moves
            ]
        )
        said = table.assign(measure=table["measure"].map(_)).rename(columns=_)
        st.dataframe(said, hide_index=True, alt=_("What changed"), key="moves")
        layout.download(table, f"changes by {grain}")
