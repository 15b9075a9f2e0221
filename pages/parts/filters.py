"""What to look at: every choice stands in the address, so that a link shows the same.

The address holds what a widget shows, so in the language of who made the link; a link is
understood in every language.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data.said import later
from metrics.metric import Grain
from pages.parts import words
from pages.parts.language import LANGUAGES, _, catalogue, code
from pages.parts.plain import literal, plain
from pages.parts.platforms import NAMES

_GRAINS: dict[Grain, str] = {
    "month": later("Month"),
    "quarter": later("Quarter"),
    "year": later("Year"),
    "all": later("Whole time"),
}
KINDS = {
    "team": later("Team"),
    "practice": later("Practice group"),
    "help": later("Help channel"),
    "board": later("Notice board"),
    "cohort": later("Course cohort"),
}
_NARROWING = {
    "kind": (later("Kind"), later("All kinds")),
    "department": (later("Department of most members"), later("All departments")),
    "platform": (later("Platform"), later("All platforms")),
}
_OURS = {"kind": KINDS, "platform": NAMES}  # what we name; departments have their own names
_USUAL: Grain = "quarter"
Name = Callable[[object, str], str]


@dataclass(frozen=True)
class _Chosen:
    """What was chosen when the page ran last: on which page, and in which language."""

    value: object
    page: str | None
    language: str


def community(names: Sequence[str]) -> str:
    """Choose a community by name."""
    keep("community", names, _as_it_is, names[0])
    look = {"key": "community", "bind": "query-params", "width": 320}
    return remember("community", st.selectbox(_("Community"), names, **look))


def _as_it_is(name: str, language: str) -> str:
    return name


def grain() -> Grain:
    """Choose how long a period is."""
    return one_of("per", _("Per"), _GRAINS, _USUAL)


def one_of(key: str, label: str, options: dict[object, str], usual: object) -> object:
    """Choose one of a few things, all in view; ``options`` are their names, marked for later."""
    keep(key, list(options), named_in(options), usual)
    chosen = st.segmented_control(
        label,
        list(options),
        default=usual,
        required=True,
        format_func=lambda option: _(options[option]),
        key=key,
        bind="query-params",
        wrap=True,
    )
    return remember(key, chosen)


def named_in(options: dict[object, str]) -> Name:
    """Return what says an option in a language."""
    return lambda option, language: catalogue(language).gettext(options[option])


def narrowed(known: pd.DataFrame) -> pd.DataFrame:
    """Choose communities by kind, department and platform, where there is more than one of them."""
    for column, (label, every) in _NARROWING.items():
        found = sorted(known[column].dropna().unique())
        if len(found) + known[column].isna().any() > 1 and found:
            chosen = _value_of(column, found, _(label), every)
            known = known if chosen is None else known[known[column] == chosen]
    return known


def _value_of(column: str, found: list[str], label: str, every: str) -> str | None:
    """Choose a value of a column, or None for all; what is not there any more is all."""

    def name(value: str | None, language: str) -> str:
        if value is None:
            return catalogue(language).gettext(every)
        ours = _OURS.get(column, {}).get(value)
        return catalogue(language).gettext(ours) if ours else literal(value, 40)

    options, spoken = [None, *found], code()
    keep(column, options, name, None)
    chosen = st.selectbox(
        label,
        options,
        format_func=lambda value: name(value, spoken),
        key=column,
        bind="query-params",
        width=200,
    )
    return remember(column, chosen)


def address(grain: Grain, start: pd.Timestamp | None = None) -> dict[str, str]:
    """Return what stands in the address for a length of period, and for one of them."""
    said = {"per": _(_GRAINS[grain])}
    return (
        said if grain == "all" or start is None else said | {"period": words.period(start, grain)}
    )


def unknown(key: str, known: Sequence[str], sentence: str) -> str:
    """Say of an address that asks for something that is not there what is shown in its place.

    ``known`` are the names in every language; ``sentence`` says it, with ``{asked}`` where the
    name stands.
    """
    asked = st.query_params.get(key)
    if not asked or asked in known:
        return ""
    return _(sentence, asked=plain(asked))


def period(starts: Sequence[pd.Timestamp], newest: pd.Timestamp, grain: Grain) -> pd.Timestamp:
    """Choose a period; at first the newest one with a figure."""
    if grain == "all":
        return newest
    known, spoken = sorted(starts, reverse=True), code()
    keep("period", known, lambda start, language: words.period_in(language, start, grain), newest)
    chosen = st.selectbox(
        _("Period"),
        known,
        index=known.index(newest),
        format_func=lambda start: words.period_in(spoken, start, grain),
        key="period",
        bind="query-params",
        width=200,
    )
    return remember("period", chosen)


def keep(key: str, options: Sequence, name: Name, usual: object) -> None:
    """Keep a choice where the page or the language is another one; call it before the widget.

    Streamlit forgets what came with an address when another page is visited right after it, and a
    choice whose label the other language writes otherwise. ``name`` says an option in a language;
    ``usual`` is the one that does not stand in the address.
    """
    was, spoken = st.session_state.get(_memory(key)), code()
    if was is None:
        _understand(key, options, name)
    elif was.value not in options:
        return
    elif was.language != spoken:
        st.session_state[key] = was.value
    elif was.page != st.context.url and key not in st.query_params and was.value != usual:
        _write(key, name(was.value, spoken))


def remember(key: str, value: object) -> object:
    """Remember what a widget returned, for ``keep``; return it."""
    st.session_state[_memory(key)] = _Chosen(value, st.context.url, code())
    return value


def _understand(key: str, options: Sequence, name: Name) -> None:
    """Say the address again in the language of the screen, where another one made it."""
    asked, spoken = st.query_params.get(key), code()
    if asked is None or asked in (name(option, spoken) for option in options):
        return
    for option in options:
        if asked in (name(option, other) for other in LANGUAGES):
            _write(key, name(option, spoken))


def _write(key: str, label: str) -> None:
    """Write a choice into the address, and begin anew so that its widget takes it from there."""
    st.query_params[key] = label
    st.rerun()


def _memory(key: str) -> str:
    return f"_chosen {key}"
