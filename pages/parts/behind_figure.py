"""The conversations behind a figure, and what each of them gave to it."""

import pandas as pd
import streamlit as st

from data.said import later
from metrics import catalogue, metric_named
from metrics.metric import Metric, Unit
from pages.parts import charts, filters, session, words
from pages.parts.dimensions import View
from pages.parts.evidence import Shown
from pages.parts.language import LANGUAGES, _, several_of
from pages.parts.language import catalogue as messages
from pages.parts.reading import Reading

_SIDES = {True: later("Count towards it"), False: later("Do not")}
_NO_FIGURE = later("There is no figure “{asked}” with conversations behind it. This is another.")


def figure() -> Metric:
    """Choose a figure that is made of conversations; say so where the address asks for another."""
    titles = {metric.name: metric.title for metric in catalogue() if metric.of_threads}
    every = [messages(code).gettext(title) for code in LANGUAGES for title in titles.values()]
    astray = filters.unknown("figure", every, _NO_FIGURE)
    filters.keep("figure", list(titles), filters.named_in(titles), "answered")
    look = {"key": "figure", "bind": "query-params", "width": 320}
    name = st.selectbox(_("Figure"), list(titles), format_func=lambda one: _(titles[one]), **look)
    if astray:
        st.info(astray)
    return metric_named(filters.remember("figure", name))


def behind(view: View, metric: Metric) -> Shown:
    """Return the conversations that made a figure, by the figure's own evidence."""
    one = view.reading(metric)
    if not one.is_given:
        return Shown(view, one.finding, one.why)
    found = session.behind(metric, view.grain, view.community, view.period)
    is_share = metric.unit == Unit.SHARE and bool((found["out_of"] == 1).all())
    every = found
    if is_share:
        side = filters.one_of("side", _("Those that"), _SIDES, True)
        found = found[(found["amount"] > 0) == side]
    found = found.assign(rate=found["amount"] / found["out_of"])
    found = found.sort_values(["rate", "thread"], ascending=False, na_position="last")
    facts = session.chosen_conversations(list(found["thread"].head(session.MOST_CONVERSATIONS)))
    by_thread = found.set_index("thread")
    return Shown(
        view,
        one.finding,
        " ".join(filter(None, [_made_of(every, is_share), _as_read(one, every)])),
        sure=one.sure,
        advice=one.advice,
        facts=facts,
        caption=_("How many conversations count towards the figure, and how many do not."),
        chart=(lambda: charts.bars(_sides(every))) if is_share else None,
        title=_("These conversations made the figure"),
        note=lambda row: _given(one, by_thread.loc[row.thread]),
        every=len(found),
    )


def _sides(found: pd.DataFrame) -> list[charts.Bar]:
    counts = int((found["amount"] > 0).sum())
    return [
        charts.Bar(_("count towards it"), counts, True),
        charts.Bar(_("do not"), len(found) - counts, False),
    ]


def _made_of(found: pd.DataFrame, is_share: bool) -> str:
    """Say what the figure is made of."""
    number = several_of(
        "{number} conversation made this figure",
        "{number} conversations made this figure",
        len(found),
    )
    if not is_share:
        return f"{number}."
    counts = int((found["amount"] > 0).sum())
    return _(
        "{number}: {counts} count towards it, {others} do not.",
        number=number,
        counts=words.count(counts),
        others=words.count(len(found) - counts),
    )


def _as_read(one: Reading, every: pd.DataFrame) -> str:
    """Say what the conversations give as they are read, where the figure is corrected for that."""
    if not one.metric.behind:
        return ""
    now = one.now
    read = every["amount"].sum() / every["out_of"].sum()
    as_read = words.told(one.metric.unit, read, now.low, now.high)
    if as_read == one.told:
        return ""
    return _(
        "What stands beside each is as it was read: {read} together. The automatic reading errs in "
        "a known way; corrected for that, the figure is {figure}.",
        read=as_read,
        figure=one.told,
    )


def _given(one: Reading, gave: pd.Series) -> str:
    """Say what a conversation gave to the figure: of rows that count or do not, or a number."""
    amount, out_of = gave["amount"], gave["out_of"]
    if pd.isna(amount) or not out_of:
        return ""
    if one.metric.unit != Unit.SHARE:
        rate = amount / out_of
        return f"**{words.told(one.metric.unit, rate, rate, rate)}**"
    if out_of > 1:
        values = {"amount": words.exact(round(amount, 1)), "all": words.exact(out_of)}
        return _("**{amount} of {all}** count towards it", **values)
    return _("**● counts towards it**") if amount else _("**○ does not**")
