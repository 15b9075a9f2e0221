"""All there is to know about a figure, in one place: how it is computed, its table, its picture."""

import pandas as pd
import streamlit as st

from data.said import later
from metrics.metric import Status
from pages.parts import bounds, entitled, filters, layout, words
from pages.parts.language import _
from pages.parts.reading import Reading

BEHIND = later("Behind a figure")


def under(heading: str, text: str) -> str:
    """Write a text under a small heading."""
    return f"**{heading}**  \n{text}"


def everything(reading: Reading) -> None:
    """Offer all there is to know about a figure in one place."""
    if layout.is_printed():
        return
    key = f"about {reading.metric.name}"
    label = f":primary[{_('About this figure')}]"
    opened = st.popover(label, type="tertiary", key=key, on_change="rerun")
    if opened.open:
        with opened:
            _about(reading)
            _behind(reading)
            if reading.has_values:
                _table(reading)
                layout.picture(reading.chart_key)
            layout.download(_as_table(reading), f"{reading.metric.name} by {reading.grain}")


def explained(readings: list[Reading], label: str, key: str) -> None:
    """Offer all there is to know about some figures in one place."""
    details = layout.details(label, key)
    if details is not None:
        with details:
            for one in readings:
                _about(one)


def _about(reading: Reading) -> None:
    metric, now = reading.metric, reading.now
    is_known = now is not None and not pd.isna(now.sample)
    least = _(
        "{number} {things}; here: {found}",
        number=words.count(metric.minimum),
        things=_(metric.minimum_of),
        found=words.count(now.sample) if is_known else _("too few"),
    )
    st.markdown(f"**{_(metric.question)}**")
    told = {
        _("How it is computed"): _(metric.formula),
        _("Said only from"): least,
        _("What it cannot see"): _(metric.blind_spot),
        _("Where it comes from"): _(metric.source),
        _("Interval"): _("Holds the true value 95 times in 100."),
    }
    st.markdown("\n\n".join(under(heading, text) for heading, text in told.items()))
    if reading.bounds:
        st.caption(f"{reading.limits} {bounds.worth(reading.bounds)}")


def _behind(reading: Reading) -> None:
    """Lead to the very conversations that made the figure, whoever may read them."""
    metric = reading.metric
    if not (metric.of_threads and reading.is_given and entitled.reads_conversations()):
        return
    chosen = {"show": _(BEHIND), "figure": _(metric.title)}
    where = {"community": reading.now.community} | filters.address(reading.grain, reading.period)
    label = _("See the conversations that made it →")
    link = f":primary[{label}]"
    st.page_link("pages/conversations.py", label=link, query_params=where | chosen)


def _table(reading: Reading) -> None:
    """Write every period out, the newest first."""
    table = [
        {
            _("Period"): words.period(row.period, reading.grain).capitalize(),
            _("Value (95 % interval)"): _cell(row, reading.scale),
        }
        for row in reversed(reading.history.each)
    ]
    st.table(table, border="horizontal", hide_index=True, alt=_(reading.metric.title))


def _as_table(reading: Reading) -> pd.DataFrame:
    """Return every measure as it was published, for a spreadsheet."""
    columns = "metric community period value low high sample status standing why"
    return reading.rows.assign(period=reading.rows["period"].dt.date)[columns.split()]


def _cell(row, scale: words.Scale) -> str:
    if row.status != Status.MEASURED:
        return words.sentence(words.reason(row))
    return f"{scale.amount(row.value, row.low, row.high)} ({scale.span(row.low, row.high)})"
