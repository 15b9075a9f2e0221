"""What happened when: the list of events, the form that adds one, and the way to take one back."""

import pandas as pd
import streamlit as st

from data import published
from data.declared import LONGEST_EVENT, DeclarationError, add_event, remove_event
from data.store import UnknownCommunityError
from pages.parts import around, layout, session, words
from pages.parts.language import _
from pages.parts.plain import plain


def show(community: str, names: list[str]) -> None:
    """List what happened in a community, and let somebody add to it or take it back.

    ``names`` are those of all communities. Nobody adds to the example, which is made anew.
    """
    layout.section(_("What happened when"))
    with layout.sentences():
        st.markdown(
            _(
                "A new host, a reorganisation, a holiday: each stands on every chart over time. "
                "An event beside a change is a hint, not a cause."
            )
        )
    happened = published.events(session.shown())
    here = _together(happened)
    here = here[[not of or community in of for of in here["of"]]]
    if here.empty:
        st.markdown(_(":gray[○ Nothing is written down yet.]"))
    with st.container(gap="xsmall"):
        for row in here.itertuples():
            _event(row, community)
    if session.is_example():
        st.caption(_("Events can be added once there are data of your own."))
    elif not layout.is_printed():
        _form(community, names)


def _together(happened: pd.DataFrame) -> pd.DataFrame:
    """Return ``day, name, of``: one row per event, with the communities it concerns, [] for all."""
    rows = [
        {"day": day, "name": name, "of": [] if of.isna().any() else list(of)}
        for (day, name), of in happened.groupby(["day", "name"])["community"]
    ]
    return pd.DataFrame(rows, columns=["day", "name", "of"])


def _event(row, community: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        of = words.listed([plain(name) for name in row.of]) if row.of else _("all communities")
        told = f"**{words.day(row.day)}**\u2003{plain(row.name)}\u2003:gray[:small[{of}]]"
        st.markdown(told, width="content")
        if layout.is_printed():
            return
        label = f":primary[{_('Did it help?')} →]"
        where = around.address(community, (row.day, row.name))
        st.page_link("pages/compare.py", label=label, query_params=where)
        if session.is_example():
            return
        label = _(":primary[Take back]")
        if st.button(label, key=f"event {row.day:%Y-%m-%d} {row.name}", type="tertiary"):
            remove_event(session.store(), row.day.date(), row.name)
            st.rerun()


def _form(community: str, names: list[str]) -> None:
    """Ask for the day, what happened and where; refuse in words what cannot be kept."""
    with st.expander(_("Write down what happened")):
        with st.form("event", clear_on_submit=True, border=False):
            day = st.date_input(_("Day"), "today", format="YYYY-MM-DD", width=200)
            name = st.text_input(_("What happened"), max_chars=LONGEST_EVENT)
            chosen = st.multiselect(
                _("In which communities"),
                names,
                default=[community],
                placeholder=_("All communities"),
                help=_("With none chosen it concerns all of them."),
            )
            is_sent = st.form_submit_button(_("Write it down"))
        if not is_sent:
            return
        try:
            add_event(session.store(), day, name, chosen)
        except (DeclarationError, UnknownCommunityError) as problem:
            st.error(_(problem.args[0]))
        else:
            st.rerun()
