"""How the differences came about: small charts on one scale, with what happened when."""

import pandas as pd
import streamlit as st

from data.said import later
from metrics import metric_named
from pages.parts import filters, layout, session, timelines, words
from pages.parts.differences import Found, Measured, told
from pages.parts.language import _, catalogue, code
from pages.parts.lettered import Lettered, as_marks, lettered, write_out
from pages.parts.measures import History
from pages.parts.plain import plain
from pages.parts.sides import Side, isolated

_FEWEST_PANELS, _MOST_PANELS = 3, 6
_BAND = later("Band: 95 % interval. Gaps: not enough to say.")
_ALT = {
    "month": later("{measure} by month: {names}. Values are in the table below."),
    "quarter": later("{measure} by quarter: {names}. Values are in the table below."),
    "year": later("{measure} by year: {names}. Values are in the table below."),
}
_COLUMNS = "metric community period value low high sample status standing why"


def show(found: Found) -> None:
    """Draw each difference over the periods, where there is more than one."""
    if found.asked.grain == "all" or not found.comparable:
        return
    first = found.main
    shown = [*first, *(one for one in found.comparable if one not in first)]
    moving = [one for one in shown if _moves(one, found.asked.sides)]
    if not moving:
        return
    layout.section(_("Over time"))
    events = _events(found)
    if found.is_pair:
        drawn = _side_by_side(found, moving, events)
    else:
        drawn = _one_by_one(found, moving, events)
    write_out(events)
    _by_period(drawn, found)


def _history(one: Measured, side: Side) -> History:
    return side.history.of(one.metric)


def _moves(one: Measured, sides: list[Side]) -> bool:
    """Return whether some side has more than one value to draw a line through."""
    return any(len(_history(one, side).values) > 1 for side in sides)


def _events(found: Found) -> Lettered:
    """Return what happened within the periods that are drawn, each with a letter."""
    every = {event for side in found.asked.sides for event in session.events(side.community)}
    periods = [at for side in found.asked.sides for at in side.history.periods]
    return lettered(periods, found.asked.grain, every)


def _side_by_side(found: Found, moving: list[Measured], events: Lettered) -> list[Measured]:
    """Draw both sides into one panel for each metric; for one over time it is one line."""
    real = [one for one in moving if one.is_real and one in found.main]
    drawn = moving[: min(max(len(real), _FEWEST_PANELS), _MOST_PANELS)]
    st.caption(_(_BAND))
    sides = found.asked.sides
    grid = st.grid(3, min_column_width=300, gap="medium")
    for one in drawn:
        if found.asked.is_over_time:
            lines = [timelines.Line("", _history(one, sides[0]).each, 0)]
        else:
            lines = _lines(one, sides)
        with grid.container(gap="xxsmall"):
            chance = "" if one.is_real else _(":small[:gray[(may be chance)]]")
            st.markdown(f"**{one.label}** {chance}")
            _panel(one, lines, found, events)
    return drawn


def _lines(one: Measured, sides: list[Side]) -> list[timelines.Line]:
    pairs = [(side, _history(one, side)) for side in sides]
    return [
        timelines.Line(side.mark, history.each, number)
        for number, (side, history) in enumerate(pairs)
        if history.values
    ]


def _one_by_one(found: Found, moving: list[Measured], events: Lettered) -> list[Measured]:
    """Draw one metric, with a panel for each community on the same scale."""
    by_name = {one.metric.name: one for one in moving}
    filters.keep("measure", list(by_name), _title_in, next(iter(by_name)))
    chosen = st.selectbox(
        _("Measure"),
        list(by_name),
        format_func=lambda metric: _title_in(metric, code()),
        key="measure",
        bind="query-params",
        width=320,
    )
    one = by_name[filters.remember("measure", chosen)]
    st.caption(_(_BAND))
    lines = _lines(one, found.asked.sides)
    top = timelines.common_top([line.rows for line in lines], one.scale)
    grid = st.grid(3, min_column_width=300, gap="medium")
    for line in lines:
        alone = timelines.Line(line.name, line.rows, min(line.number, 1))
        with grid.container(gap="xxsmall"):
            _panel(one, [alone], found, events, top, f"{one.metric.name} {line.number}")
    return [one]


def _title_in(metric: str, language: str) -> str:
    return catalogue(language).gettext(metric_named(metric).title)


def _panel(
    one: Measured,
    lines: list[timelines.Line],
    found: Found,
    events: Lettered,
    top: float | None = None,
    key: str = "",
) -> None:
    chosen = [side.period for side in found.asked.sides]
    marked = as_marks(events)
    figure = timelines.panel(lines, one.scale, found.asked.grain, chosen, marked, top)
    names = words.listed([line.name for line in lines])
    alt = _(_ALT[found.asked.grain], measure=_(one.metric.title), names=names)
    layout.draw(figure, alt, f"panel {key or one.metric.name}")


@st.fragment
def _by_period(measured: list[Measured], found: Found) -> None:
    """Offer the values behind the small charts, the newest period first."""
    details = layout.details(_("Show as table"), "table over time")
    if details is None:
        return
    with details:
        for one in measured:
            st.markdown(f"**{one.label}**")
            table = _values(one, found)
            st.table(table, border="horizontal", hide_index=True, alt=_(one.metric.title))
        layout.download(_as_table(measured, found), f"comparison by {found.asked.grain}")


def _values(one: Measured, found: Found) -> pd.DataFrame:
    by_name = {_column(side, found): _history(one, side) for side in found.asked.sides}
    said = {
        name: pd.Series({row.period: told(row, one.scale) for row in history.each}, dtype=str)
        for name, history in by_name.items()
    }
    table = pd.DataFrame(said).fillna("–").sort_index(ascending=False)
    periods = [words.period(at, found.asked.grain) for at in table.index]
    table.insert(0, _("Period"), periods)
    return table


def _column(side: Side, found: Found) -> str:
    return isolated(plain(side.community)) if found.asked.is_over_time else side.name


def _as_table(measured: list[Measured], found: Found) -> pd.DataFrame:
    """Return the measures behind the charts as they were published, for a spreadsheet."""
    histories = {side.community: side.history.rows for side in found.asked.sides}
    names = [one.metric.name for one in measured]
    rows = pd.concat(histories.values())
    rows = rows[rows["metric"].isin(names)].sort_values(["metric", "community", "period"])
    return rows.assign(period=rows["period"].dt.date)[_COLUMNS.split()]
