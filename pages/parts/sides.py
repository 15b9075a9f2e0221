"""What is held against what: communities in a period, or one community in two periods.

Every choice stands in the address. What the address names and is not there is said, and replaced.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.said import later
from metrics import catalogue as metrics
from metrics.metric import Grain, Status
from pages.parts import filters, layout, session, usual, words
from pages.parts.language import LANGUAGES, _, catalogue, code
from pages.parts.measures import Measures
from pages.parts.plain import literal, plain

MOST = 6
_LATEST = "latest"  # stands among the periods, and is none of them
_LATEST_NAME = later("Each one's latest")
_OVER_TIME = "over time"
_MODES = {"communities": later("Communities"), _OVER_TIME: later("One over time")}
_SHORT, _HEAD, _TAIL = 40, 24, 15
_GONE = {
    "compare": later("There is no way to compare “{asked}” here."),
    "communities": later("There is no community “{asked}” here."),
    "community": later("There is no community “{asked}” here."),
    "period": later("There is no period “{asked}” here."),
    "before": later("There is no period “{asked}” here."),
    "after": later("There is no period “{asked}” here."),
}
_ALONE = {
    "month": (
        later("One month cannot be compared with itself"),
        later("These data hold one month of it. Compare communities instead."),
    ),
    "quarter": (
        later("One quarter cannot be compared with itself"),
        later("These data hold one quarter of it. Choose shorter periods, or compare communities."),
    ),
    "year": (
        later("One year cannot be compared with itself"),
        later("These data hold one year of it. Choose shorter periods, or compare communities."),
    ),
    "all": (
        later("The whole time is only one period"),
        later("Choose months, quarters or years above, and then two of them."),
    ),
}


@dataclass(frozen=True)
class Side:
    """A community in a period: its measures then, one row per metric, and all by period."""

    community: str
    period: pd.Timestamp
    mark: str
    rows: pd.DataFrame
    history: Measures

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
    who, when = layout.filters(), layout.filters()
    with who:
        over_time = len(names) == 1 or _is_over_time(lost)
    asked = (_periods if over_time else _communities)(names, lost, who, when)
    lost.say()
    return asked


def over_time() -> str:
    """Return how the address says that one community is compared over time."""
    return _(_MODES[_OVER_TIME])


def kicker(asked: Asked) -> str:
    """Say in one small line what is compared."""
    if not asked.sides:
        return _("Compare")
    first, *others = asked.sides
    if asked.is_over_time:
        return _(
            "{community} · {after} after {before}",
            community=isolated(plain(_short(first.community))),
            after=others[0].name,
            before=first.name,
        )
    named = words.listed([side.name for side in others])
    if len(others) == 1:
        return _("{first} and {other} · {when}", first=first.name, other=named, when=_when(asked))
    return _("{first} against {others} · {when}", first=first.name, others=named, when=_when(asked))


def _when(asked: Asked) -> str:
    if len({side.period for side in asked.sides}) > 1:
        return _("At different times")
    when = words.period(asked.sides[0].period, asked.grain)
    return when[:1].upper() + when[1:]


def way_out() -> None:
    """Lead on from where nothing can be compared."""
    with layout.sentences():
        st.page_link("pages/add_data.py", label=_(":primary[**Add another export →**]"))


class _Lost:
    """What the address names and is not there."""

    def __init__(self) -> None:
        self._sentences: list[str] = []

    def look(self, key: str, options: Iterable, name: filters.Name) -> None:
        """Remember what the address gives for a key that is no option's name in any language.

        Only the first time: once there is a choice, the address follows it.
        """
        if key in st.session_state:
            return
        known = {name(option, language) for option in options for language in LANGUAGES}
        gone = [one for one in st.query_params.get_all(key) if one not in known]
        for one in gone[:MOST]:
            self._sentences.append(_(_GONE[key], asked=isolated(plain(one, _SHORT))))

    def say(self) -> None:
        """Say it once, before anything else is shown."""
        if self._sentences:
            rest = _("What is shown instead stands above.")
            st.info(" ".join([*self._sentences, rest]))


def _is_over_time(lost: _Lost) -> bool:
    lost.look("compare", _MODES, filters.named_in(_MODES))
    usual = next(iter(_MODES))
    return filters.one_of("compare", _("Compare"), _MODES, usual) == _OVER_TIME


def _itself(name: str, language: str) -> str:
    return name


def _communities(names: list[str], lost: _Lost, who: DeltaGenerator, when: DeltaGenerator) -> Asked:
    """Ask for communities, how long a period is, and which one they have in common."""
    lost.look("communities", names, _itself)
    chosen = who.multiselect(
        _("Communities, each against the first"),
        names,
        default=session.usual_pair(),
        key="communities",
        bind="query-params",
        max_selections=MOST,
        wrap=True,
        width=640,
    )[:MOST]
    with when:
        grain = filters.grain()
    asked = Asked([], grain, is_over_time=False)
    if len(chosen) < 2:
        return replace(asked, refusal=_too_few(len(chosen)))
    histories = {name: session.measures_in(name, grain) for name in chosen}
    if not all(history.periods for history in histories.values()):
        lead = _("They are worked out when data change; look again in a moment.")
        return replace(asked, refusal=(_("Some figures are still on their way"), lead))
    with when:
        period = _shared_period(histories, grain, lost)
    sides = [_side(name, one, period, grain) for name, one in histories.items()]
    return replace(asked, sides=sides)


def _too_few(chosen: int) -> tuple[str, str]:
    """Say that more communities have to be chosen."""
    if chosen:
        lead = _(
            "Choose a second community above, up to {most}. All are held against the first.",
            most=MOST,
        )
    else:
        lead = _(
            "Choose two communities above, up to {most}. All are held against the first.",
            most=MOST,
        )
    return _("A comparison needs two"), lead


def _shared_period(
    histories: dict[str, Measures], grain: Grain, lost: _Lost
) -> pd.Timestamp | None:
    """Choose a period that at least two have; None stands for the latest of each."""
    if grain == "all":
        return next(iter(histories.values())).periods[-1]
    had = Counter(at for history in histories.values() for at in history.periods)
    shared = sorted((at for at, number in had.items() if number > 1), reverse=True)
    best = usual.period([history.rows for history in histories.values()])
    if best is None:
        best = shared[0] if shared else _LATEST
    chosen = _period(_("Period"), "period", [*shared, _LATEST], best, grain, lost)
    return None if chosen == _LATEST else chosen


def _periods(names: list[str], lost: _Lost, who: DeltaGenerator, when: DeltaGenerator) -> Asked:
    """Ask for one community and two of its periods."""
    lost.look("community", names, _itself)
    with who:
        name = filters.community(names)
    with when:
        grain = filters.grain()
    asked = Asked([], grain, is_over_time=True)
    history = session.measures_in(name, grain)
    starts = history.periods[::-1]
    if len(starts) < 2:
        headline, lead = map(_, _ALONE[grain])
        return replace(asked, refusal=(headline, lead))
    full = usual.full(history.rows)
    before, after = full[-2:] if len(full) > 1 else starts[1::-1]
    with when:
        pair = [
            _period(_("Before"), "before", starts, before, grain, lost),
            _period(_("After"), "after", starts, after, grain, lost),
        ]
    if pair[0] == pair[1]:
        lead = _("Choose two different periods above.")
        return replace(asked, refusal=(_("A period cannot be compared with itself"), lead))
    pair.sort()
    sides = [_side(name, history, at, grain, words.period(at, grain)) for at in pair]
    return replace(asked, sides=sides)


def _period(
    label: str,
    key: str,
    options: list[pd.Timestamp | str],
    usual_one: pd.Timestamp | str,
    grain: Grain,
    lost: _Lost,
) -> pd.Timestamp | str:
    """Choose a period; its name stands in the address."""

    def name(option: pd.Timestamp | str, language: str) -> str:
        if option == _LATEST:
            return catalogue(language).gettext(_LATEST_NAME)
        return words.period_in(language, option, grain)

    filters.keep(key, options, name, usual_one)
    lost.look(key, options, name)
    by_name = {name(option, code()): option for option in options}
    chosen = st.selectbox(
        label,
        options,
        index=options.index(usual_one),
        format_func=lambda option: name(option, code()),
        key=key,
        bind="query-params",
        width=200,
    )
    # After a change from quarters to years the widget still holds a quarter of the same year.
    return filters.remember(key, by_name[name(chosen, code())])


def _side(
    name: str, history: Measures, period: pd.Timestamp | None, grain: Grain, mark: str = ""
) -> Side:
    at = usual.full(history.rows)[-1] if period is None else period
    if not mark:
        mark = _short(name)
        if period is None:
            mark += f" ({words.period(at, grain)})"
    return Side(name, at, mark, _one_each(history.rows[history.rows["period"] == at]), history)


def _short(name: str) -> str:
    """Shorten a name in its middle: long names often differ only at their ends."""
    line = literal(name, len(name) + 1)
    return line if len(line) <= _SHORT else f"{line[:_HEAD].rstrip()}…{line[-_TAIL:].lstrip()}"


def _one_each(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each metric, also where the community has none for that period."""
    every = pd.Index([metric.name for metric in metrics()], name="metric")
    rows = rows.set_index("metric").reindex(every).reset_index()
    rows["status"] = rows["status"].fillna(Status.TOO_FEW)
    rows["why"] = rows["why"].fillna(later("nobody wrote anything then"))
    return rows
