"""Conversations as evidence: the finding they prove, and each of them as a tree."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.said import later
from metrics import metric_named
from pages.parts import layout, session, tree, words
from pages.parts.dimensions import View
from pages.parts.figure import offer
from pages.parts.language import _
from pages.parts.tree import Told

PAGE = "pages/conversations.py"
COUNTED = later("Counted, not estimated: these are all the conversations that began in that time.")
_OPEN = 3  # those further down are folded


@dataclass(frozen=True)
class Shown:
    """What is shown: the finding, what proves it, how sure, what to try, and the conversations.

    ``facts`` are the conversations as ``data.conversations`` lists them, the first of ``every``;
    ``note`` says of one what it gave to the figure. ``chart`` may be missing.
    """

    view: View
    headline: str
    lead: str
    sure: str = ""
    advice: str = ""
    facts: pd.DataFrame = field(default_factory=pd.DataFrame)
    every: int = 0
    title: str = ""
    caption: str = ""
    chart: Callable[[], go.Figure] | None = None
    note: Callable[[object], str] = lambda row: ""


def show(shown: Shown) -> None:
    """Show what proves the finding, how sure it is, what to try, and the conversations."""
    if shown.chart:
        st.caption(shown.caption)
        layout.draw(shown.chart(), shown.headline, "conversations")
    _words(shown)
    if shown.facts.empty:
        if not shown.every:
            offer(shown.view.wider(metric_named("answered")), PAGE)
        return
    layout.section(shown.title)
    if shown.every > len(shown.facts):
        some, every = words.count(len(shown.facts)), words.count(shown.every)
        st.caption(_("The first {some} of {every}.", some=some, every=every))
    talks = _talks(shown)
    for place, talk in enumerate(talks):
        _card(talk, shown.note(talk.facts), place)
    _table(talks)


def _words(shown: Shown) -> None:
    if not shown.sure:
        return
    sure, advice = st.columns(2, gap="medium")
    sure.markdown(f"**{_('How sure')}**  \n{shown.sure}")
    if shown.advice:
        advice.markdown(f"**{_('What to try')}**  \n{shown.advice}")


def _talks(shown: Shown) -> list[Told]:
    posts = session.told(list(shown.facts["thread"]))
    by_thread = dict(list(posts.groupby("thread")))
    return [Told(row, by_thread[row.thread]) for row in shown.facts.itertuples()]


@st.fragment
def _card(talk: Told, note: str, place: int) -> None:
    """Show a conversation; those further down are folded until somebody opens them."""
    key = f"{place}"
    if place < _OPEN:
        with st.container(gap="small"):
            st.subheader(talk.title, anchor=False)
            tree.show(talk, note, key)
        st.divider()
        return
    label = f"{talk.title} · {talk.size}"
    folded = st.expander(label, key=f"talk {key}", on_change="rerun")
    if folded.open or layout.is_printed():
        with folded:
            tree.show(talk, note, key)


def _table(talks: list[Told]) -> None:
    """Offer the facts of what is shown as a table."""
    rows = [
        {
            _("Begun"): words.day(talk.facts.opened),
            _("Size"): talk.size,
            _("Wait"): talk.wait,
            _("Answers deep"): "–" if pd.isna(talk.facts.depth) else int(talk.facts.depth),
        }
        for talk in talks
    ]
    with st.expander(_("These conversations as a table")):
        st.table(rows, border="horizontal", hide_index=True, alt=_("Conversations"))
        layout.download(pd.DataFrame(rows), "conversations")
