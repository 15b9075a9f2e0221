"""How one metric is shown, everywhere: its finding, its chart, what it means and how sure it is."""

from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from data.said import later
from metrics.metric import Standing
from pages.parts import bounds, layout, marks, timelines, words
from pages.parts.about_figure import everything, under
from pages.parts.language import _, several_of
from pages.parts.reading import Reading

_NAMED = 3
_BY = {
    "month": later("{unit}, by month. Band: 95 % interval."),
    "quarter": later("{unit}, by quarter. Band: 95 % interval."),
    "year": later("{unit}, by year. Band: 95 % interval."),
}


@dataclass(frozen=True)
class Wider:
    """A longer period that has a figure where the chosen one has none.

    What it says there, how the way to it is called, and its address.
    """

    said: str
    label: str
    address: dict[str, str]


def show(
    reading: Reading,
    further: list[Reading],
    events: list,
    wider: Wider | None = None,
    beside: str = "",
    *,
    is_noted: bool = True,
) -> None:
    """Draw a metric: finding, chart, what it means, how sure, and all about it.

    ``further`` are the other figures of its dimension, folded away; ``beside`` is said of some of
    them under the finding. Where what has to be said beside the value stands elsewhere, it is not
    ``is_noted`` here.
    """
    st.subheader(reading.finding, anchor=False)
    if not reading.is_given:
        _empty(reading, wider)
    if beside:
        st.markdown(beside)
    _chart(reading, events)
    if reading.is_given:
        _words(reading, is_noted)
    if layout.is_printed():
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        everything(reading)
    if further:
        said = [] if beside else [one for one in further if one.is_given][:_NAMED]
        _also(said)
        label = _label(further, said)
        folded = st.expander(label, key=f"further {reading.metric.name}", on_change="rerun")
        if folded.open:
            with folded:
                for one in further:
                    _folded(one, events)


def _also(given: list[Reading]) -> None:
    """Say some further figures without their charts, so that nobody has to unfold them."""
    lines = [
        f"- {one.stated} {_mark(one) if one.now.standing != Standing.UNSAID else ''}"
        for one in given
    ]
    if lines:
        st.markdown("\n".join([f"**{_('Also')}**", *lines]))


def _label(further: list[Reading], said: list[Reading]) -> str:
    """Say what is folded away: the charts of what is said already, and figures that are not."""
    others = [one for one in further if one not in said]
    if not said:
        return several_of(
            "{number} further figure: {names}",
            "{number} further figures: {names}",
            len(others),
            names=_names(others),
        )
    if not others:
        return _("Charts of these")
    return several_of(
        "Charts of these, and {number} further figure: {names}",
        "Charts of these, and {number} further figures: {names}",
        len(others),
        names=_names(others),
    )


def _names(readings: list[Reading]) -> str:
    """Name the first of some figures, so that one sees what is folded away."""
    names = [_(one.metric.title).lower() for one in readings]
    return words.listed(names) if len(names) <= _NAMED else f"{', '.join(names[:_NAMED])}, …"


def _empty(reading: Reading, wider: Wider | None) -> None:
    """Say why there is no figure, and where there is one."""
    with st.container(gap="xxsmall"):
        st.markdown(reading.why)
        offer(wider)


def offer(wider: Wider | None, page: str = "pages/community.py") -> None:
    """Offer to look at a longer period, where there is one with a figure."""
    if wider:
        st.markdown(wider.said)
        st.page_link(page, label=f":primary[{wider.label} →]", query_params=wider.address)


def _folded(reading: Reading, events: list) -> None:
    """Show a further figure of a dimension: its finding, and its chart if it has one."""
    with st.container(gap="small"):
        if not reading.has_values:
            st.markdown(f":gray[○ **{_(reading.metric.title)}**: {reading.why}]")
        else:
            st.markdown(f"**{reading.finding}**  \n{_mark(reading)}")
            if not reading.is_given:
                st.markdown(reading.why)
            _chart(reading, events)
            if reading.is_given:
                st.markdown(reading.sure)
        everything(reading)


def _mark(reading: Reading) -> str:
    """Return the mark of a figure that is judged, else nothing."""
    is_judged = reading.is_given and reading.bounds
    return marks.mark(Standing(reading.now.standing)) if is_judged else ""


def _chart(reading: Reading, events: list) -> None:
    st.caption(what_is_drawn(reading))
    alt = _("{finding}. Values by period are in the table.", finding=reading.finding)
    layout.draw(figure_of(reading, events), alt, reading.chart_key)


def figure_of(reading: Reading, events: list) -> go.Figure:
    """Return the chart of a metric: over time, or its one value where there is one period."""
    levels = bounds.levels(reading.bounds)
    rows, scale = reading.history.each, reading.scale
    if len(rows) > 1:
        return timelines.over_time(rows, scale, reading.grain, reading.period, levels, events)
    return timelines.single(rows[0], scale, levels)


def what_is_drawn(reading: Reading) -> str:
    """Say what the chart of a metric shows, and in what unit."""
    scale = reading.scale
    unit = scale.heading
    each = reading.history.each
    is_one = len(each) == 1
    drawn = _(later("{unit}. Bar: 95 % interval.") if is_one else _BY[reading.grain], unit=unit)
    has_gaps = not is_one and len(reading.history.values) < len(each)
    gaps = [_("Gaps: not enough to say.")] if has_gaps else []
    return " ".join([f"{_(reading.metric.title)}.", drawn, *gaps])


def _words(reading: Reading, is_noted: bool) -> None:
    means, sure = st.columns(2, gap="medium")
    means.markdown(under(_("What it means"), reading.means))
    sure.markdown(under(_("How sure"), reading.sure))
    if reading.note and is_noted:
        st.caption(reading.note)
