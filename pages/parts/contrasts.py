"""The differences drawn: both sides on one scale, or a measure with a row for each community."""

from functools import partial
from math import isnan

import pandas as pd
import streamlit as st

from metrics import metric_named
from metrics.compare import Verdict
from metrics.metric import Unit
from pages.parts import lanes, layout, words
from pages.parts.differences import Found, Measured
from pages.parts.language import _, several_of
from pages.parts.sides import Side

_NUMBERS = ("difference", "low", "high", "p", "q")


def show(found: Found) -> None:
    """Draw the differences: shares on one scale, other measures each on its own."""
    if not found.comparable:
        return
    if found.is_pair:
        _pairs(found)
    else:
        _places(found)
    if layout.is_printed():
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        _table(found)
        st.page_link("pages/about.py", label=_(":primary[How each is computed →]"))


def _pairs(found: Found) -> None:
    """Draw both sides; what shows no clear difference or says the same again is folded away."""
    shares = [one for one in found.main if one.metric.unit == Unit.SHARE]
    others = [one for one in found.main if one.metric.unit != Unit.SHARE]
    if shares:
        several = len(shares) > 1
        layout.section(_("All shares on one scale") if several else _("The one share"))
        _how_to_read(shares, _("Right: the difference, of 100 (95 % interval)."))
        _draw_pairs(shares, found, "shares")
    if others:
        layout.section(_("Measures with a scale of their own"))
        if not shares:
            _how_to_read(others, _("Right: the difference (95 % interval)."))
        _draw_others(others, found)
    related = found.related
    if related:
        draw = partial(_draw_all, related, found, "related")
        layout.folded(_related(related), "fold related", draw)
    further = [one for one in found.comparable if one not in (*found.main, *related)]
    if further:
        draw = partial(_draw_all, further, found, "further")
        layout.folded(_no_clear(len(further)), "fold further", draw)


def _draw_all(measured: list[Measured], found: Found, key: str) -> None:
    """Draw what is folded away: shares on one scale, other measures each on its own."""
    shares = [one for one in measured if one.metric.unit == Unit.SHARE]
    if shares:
        _draw_pairs(shares, found, f"{key} shares")
    _draw_others([one for one in measured if one not in shares], found)


def _related(measured: list[Measured]) -> str:
    """Say how many further figures differ along with which main figures."""
    names = dict.fromkeys(_(metric_named(one.metric.of).title).lower() for one in measured)
    return several_of(
        "{number} further measure says almost the same: of {names}",
        "{number} further measures say almost the same: of {names}",
        len(measured),
        names=words.listed(list(names)),
    )


def _no_clear(number: int) -> str:
    return several_of(
        "No clear difference: {number} further measure",
        "No clear difference: {number} further measures",
        number,
    )


def _draw_others(others: list[Measured], found: Found) -> None:
    with st.container(gap="xsmall"):
        for at, one in enumerate(others):
            _draw_pairs([one], found, one.metric.name, with_names=not at)


def _how_to_read(drawn: list[Measured], first: str) -> None:
    said = [first, _("Bars: 95 % intervals.")]
    if any(not one.is_real for one in drawn):
        said.append(_("Grey: may be chance."))
    if _is_strict(drawn):
        said.append(
            _(
                "Some grey intervals leave out zero: alone they would count, among so many they "
                "do not."
            )
        )
    st.caption(" ".join(said))


def _is_strict(drawn: list[Measured]) -> bool:
    """Return whether some difference is called chance although its own interval leaves out zero."""
    every = [result for one in drawn for result in one.results]
    return any(one.verdict == Verdict.CHANCE and one.p < 0.05 for one in every)


def _draw_pairs(measured: list[Measured], found: Found, key: str, with_names: bool = True) -> None:
    names = tuple(side.mark for side in found.asked.sides)
    rows = [
        lanes.Pair(one.label, *map(_triple, one.rows), one.note(one.results[0]), one.is_real)
        for one in measured
    ]
    values = "; ".join(f"{row.label}: {row.note}" for row in rows)
    alt = _("Differences between {names}. {values}", names=words.listed(names), values=values)
    figure = lanes.dumbbell(rows, measured[0].scale, names if with_names else ())
    layout.draw(figure, alt, f"pairs {key}")


def _triple(row) -> tuple[float, float, float] | None:
    return None if isnan(row.value) else (row.value, *_known_ends(row))


def _known_ends(row) -> tuple[float, float]:
    """Return the interval for drawing; where an end is not known, the value is it."""
    return tuple(row.value if isnan(end) else end for end in (row.low, row.high))


def _places(found: Found) -> None:
    layout.section(_("Where they differ"))
    real = [one for one in found.main if one.is_real]
    calm = [one for one in found.comparable if not one.is_real]
    _how_to_read(found.comparable, _("Dotted: the one they are held against."))
    for one in real:
        _measure(one, found)
    if found.related:
        draw = partial(_measure_all, found.related, found)
        layout.folded(_related(found.related), "fold related", draw)
    if calm:
        label = several_of(
            "No clear difference: {number} measure",
            "No clear difference: {number} measures",
            len(calm),
        )
        layout.folded(label, "fold calm", partial(_measure_all, calm, found))


def _measure_all(measured: list[Measured], found: Found) -> None:
    for one in measured:
        _measure(one, found)


def _measure(one: Measured, found: Found) -> None:
    """Draw a metric with the communities in the order of their values."""
    with st.container(gap="xsmall"):
        st.subheader(one.label, anchor=False)
        apart = _apart(one, found)
        if apart:
            st.markdown(apart)
        places = [_place(one, at, side) for at, side in enumerate(found.asked.sides)]
        places.sort(key=lambda place: -place.value[0] if place.value else 1)
        alt = "; ".join(f"{place.name}: {place.note}" for place in places)
        figure = lanes.ranked(places, one.scale)
        layout.draw(figure, f"{_(one.metric.title)}. {alt}", f"ranked {one.metric.name}")


def _apart(one: Measured, found: Found) -> str:
    """Say which communities differ from the first by more than chance, if any."""
    first, *others = found.asked.sides
    apart = [
        others[result.side - 1].name for result in one.results if result.verdict == Verdict.REAL
    ]
    if not apart:
        return ""
    return several_of(
        "{names} differs from **{first}** by more than chance.",
        "{names} differ from **{first}** by more than chance.",
        len(apart),
        names=words.listed([f"**{name}**" for name in apart]),
        first=first.name,
    )


def _place(one: Measured, at: int, side: Side) -> lanes.Place:
    value = _triple(one.rows[at])
    note = one.value(at) if value else _("not enough to say")
    is_real = at > 0 and one.results[at - 1].verdict == Verdict.REAL
    return lanes.Place(side.mark, value, note, at == 0, is_real)


@st.fragment
def _table(found: Found) -> None:
    """Offer every measure written out, also those that cannot be compared."""
    details = layout.details(_("Show as table"), "table of differences")
    if details is None:
        return
    first, *others = found.asked.sides
    with details:
        for at, side in enumerate(others, start=1):
            table = [_line(one, at, first, side) for one in found.measured]
            alt = _("Differences and intervals")
            st.table(table, border="horizontal", hide_index=True, alt=alt)
        layout.download(_as_table(found), "comparison")


def _line(one: Measured, at: int, first: Side, second: Side) -> dict[str, str]:
    result = one.results[at - 1]
    is_known = result.verdict != Verdict.UNKNOWN
    return {
        _("Measure"): one.label,
        first.name: one.value(0),
        second.name: one.value(at),
        _("Difference"): one.note(result) if is_known else "–",
        _("Verdict"): _(result.verdict),
    }


def _as_table(found: Found) -> pd.DataFrame:
    """Return every difference with full digits, for a spreadsheet."""
    first, *others = found.asked.sides
    rows = [
        {
            "metric": one.metric.name,
            "first": first.mark,
            "second": others[result.side - 1].mark,
            **{name: getattr(result, name) for name in ("a", "b", *_NUMBERS)},
            "verdict": str(result.verdict),
        }
        for one in found.measured
        for result in one.results
    ]
    return pd.DataFrame(rows)
