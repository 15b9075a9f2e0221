"""What is held against what: communities in a period, or one community in two periods.

Every choice stands in the address. What the address names and is not there is said, and replaced.
"""

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from metrics import catalogue
from metrics.metric import Grain, Status
from pages.parts import filters, layout, session, words
from pages.parts.plain import literal, plain

MOST = 6
LENGTHS = {
    "month": pd.DateOffset(months=1),
    "quarter": pd.DateOffset(months=3),
    "year": pd.DateOffset(years=1),
}
_LATEST = "Each one's latest"
_SHORT, _HEAD, _TAIL = 40, 24, 15


@dataclass(frozen=True)
class Side:
    """A community in a period: its measures then, one row per metric, and all by period."""

    community: str
    period: pd.Timestamp
    mark: str
    rows: pd.DataFrame
    history: pd.DataFrame

    @property
    def name(self) -> str:
        """Return what it is called beside the others, so that markdown shows it as text."""
        return isolated(plain(self.mark))


@dataclass(frozen=True)
class Asked:
    """What is compared; ``refusal`` says, as headline and lead, why nothing can be."""

    sides: list[Side]
    grain: Grain
    is_over_time: bool
    refusal: tuple[str, str] | None = None


def isolated(text: str) -> str:
    """Return text that keeps its own direction within a sentence, as Arabic names need."""
    return f"\u2068{text}\u2069"


def ask(known: pd.DataFrame) -> Asked:
    """Show the choices, and return what is compared.

    ``known`` are the communities as data.published has them, at least one.
    """
    names, lost = list(known["name"]), _Lost()
    with layout.filters():
        over_time = len(names) == 1 or _is_over_time(lost)
        asked = _periods(names, lost) if over_time else _communities(names, lost)
    lost.say()
    return asked


def kicker(asked: Asked) -> str:
    """Say in one small line what is compared."""
    if not asked.sides:
        return "Compare"
    first, *others = asked.sides
    if asked.is_over_time:
        return f"{isolated(plain(_short(first.community)))} · {others[0].name} after {first.name}"
    when = words.period(first.period, asked.grain)
    span = when if len({side.period for side in asked.sides}) == 1 else "at different times"
    named = words.listed([side.name for side in others])
    joined = "and" if len(others) == 1 else "against"
    return f"{first.name} {joined} {named} · {span[:1].upper()}{span[1:]}"


def way_out() -> None:
    """Lead on from where nothing can be compared."""
    with layout.sentences():
        st.page_link("pages/add_data.py", label=":primary[**Add another export →**]")


class _Lost:
    """What the address names and is not there."""

    def __init__(self) -> None:
        self._sentences: list[str] = []

    def look(self, key: str, options: list[str], what: str) -> None:
        """Remember what the address gives for a key that is none of the options."""
        gone = [one for one in st.query_params.get_all(key) if one not in options]
        for one in gone[:MOST]:
            self._sentences.append(f"There is no {what} “{isolated(plain(one, _SHORT))}” here.")

    def say(self) -> None:
        """Say it once, before anything else is shown."""
        if self._sentences:
            rest = "What is shown instead stands above."
            st.info(" ".join([*self._sentences, rest]))


def _is_over_time(lost: _Lost) -> bool:
    modes = ["Communities", "One over time"]
    lost.look("compare", modes, "way to compare")
    look = {"required": True, "key": "compare", "bind": "query-params"}
    return st.segmented_control("Compare", modes, default=modes[0], **look) == modes[1]


def _communities(names: list[str], lost: _Lost) -> Asked:
    """Ask for communities, how long a period is, and which one they have in common."""
    lost.look("communities", names, "community")
    chosen = st.multiselect(
        "Communities, each against the first",
        names,
        default=_alike(names),
        key="communities",
        bind="query-params",
        max_selections=MOST,
        wrap=True,
        width=480,
    )[:MOST]
    grain = filters.grain()
    asked = Asked([], grain, is_over_time=False)
    if len(chosen) < 2:
        more = "a second community" if chosen else "two communities"
        lead = f"Choose {more} above, up to {MOST}. All are held against the first."
        return replace(asked, refusal=("A comparison needs two", lead))
    measures = session.measures(grain)
    histories = {name: measures[measures["community"] == name] for name in chosen}
    if any(rows.empty for rows in histories.values()):
        lead = "They are worked out when data change; look again in a moment."
        return replace(asked, refusal=("Some figures are still on their way", lead))
    period = _shared_period(histories, grain, lost)
    sides = [_side(name, rows, period, grain) for name, rows in histories.items()]
    return replace(asked, sides=sides)


def _alike(names: list[str]) -> list[str]:
    """Choose for a start: the community most is known of, and the one most like it."""
    known, measures = session.communities(), session.measures("all")
    given = measures[measures["status"] == Status.MEASURED]["community"].value_counts()
    ranked = sorted(names, key=lambda name: (-given.get(name, 0), name))
    traits = known.set_index("name")[["replies", "platform", "kind"]].fillna("")
    first, *others = ranked
    shared = (traits == traits.loc[first]).sum(axis=1).to_dict()
    return [first, max(others, key=shared.get)]


def _shared_period(
    histories: dict[str, pd.DataFrame], grain: Grain, lost: _Lost
) -> pd.Timestamp | None:
    """Choose a period that at least two have; None stands for the latest of each."""
    if grain == "all":
        return next(iter(histories.values()))["period"].max()
    every = pd.concat(histories.values())
    had = every.groupby("period")["community"].nunique()
    shared = every[every["period"].map(had) > 1]
    by_name = {words.period(at, grain): at for at in sorted(set(shared["period"]), reverse=True)}
    options = [*by_name, _LATEST]
    lost.look("period", options, "period")
    best = words.period(_full(shared)[-1], grain) if by_name else _LATEST
    look = {"index": options.index(best), "key": "period", "bind": "query-params", "width": 200}
    return by_name.get(st.selectbox("Period", options, **look))


def _periods(names: list[str], lost: _Lost) -> Asked:
    """Ask for one community and two of its periods."""
    lost.look("community", names, "community")
    name, grain = filters.community(names), filters.grain()
    asked = Asked([], grain, is_over_time=True)
    measures = session.measures(grain)
    history = measures[measures["community"] == name]
    starts = sorted(history["period"].unique())
    if len(starts) < 2:
        if grain == "all":
            lead = "Choose months, quarters or years above, and then two of them."
            return replace(asked, refusal=("The whole time is only one period", lead))
        lead = f"These data hold one {grain} of it. Choose shorter periods, or compare communities."
        return replace(asked, refusal=(f"One {grain} cannot be compared with itself", lead))
    by_name = {words.period(start, grain): start for start in reversed(starts)}
    full = _full(history)
    before, after = full[-2:] if len(full) > 1 else starts[-2:]
    pair = [
        by_name[_period(label, key, list(by_name), words.period(at, grain), lost)]
        for label, key, at in (("Before", "before", before), ("After", "after", after))
    ]
    if pair[0] == pair[1]:
        lead = "Choose two different periods above."
        return replace(asked, refusal=("A period cannot be compared with itself", lead))
    pair.sort()
    sides = [_side(name, history, at, grain, words.period(at, grain)) for at in pair]
    return replace(asked, sides=sides)


def _period(label: str, key: str, names: list[str], usual: str, lost: _Lost) -> str:
    lost.look(key, names, "period")
    look = {"key": key, "bind": "query-params", "width": 200}
    return st.selectbox(label, names, index=names.index(usual), **look)


def _full(rows: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the periods, oldest first, with at least half as many figures as the fullest has.

    A last quarter of two days is no period to judge by, unless there is no better one.
    """
    given = (rows["status"] == Status.MEASURED).groupby(rows["period"]).sum().sort_index()
    return list(given[given * 2 >= given.max()].index)


def _side(
    name: str, history: pd.DataFrame, period: pd.Timestamp | None, grain: Grain, mark: str = ""
) -> Side:
    at = _full(history)[-1] if period is None else period
    if not mark:
        mark = _short(name)
        mark += f" ({words.period(at, grain)})" if period is None else ""
    return Side(name, at, mark, _one_each(history[history["period"] == at]), history)


def _short(name: str) -> str:
    """Shorten a name in its middle: long names often differ only at their ends."""
    line = literal(name, len(name) + 1)
    return line if len(line) <= _SHORT else f"{line[:_HEAD].rstrip()}…{line[-_TAIL:].lstrip()}"


def _one_each(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each metric, also where the community has none for that period."""
    every = pd.Index([metric.name for metric in catalogue()], name="metric")
    rows = rows.set_index("metric").reindex(every).reset_index()
    rows["status"] = rows["status"].fillna(Status.TOO_FEW)
    rows["why"] = rows["why"].fillna("nobody wrote anything then")
    return rows
