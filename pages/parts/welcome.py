"""What somebody sees before there are any data."""

import streamlit as st

from data.importers import importers
from pages.parts import layout, session, words
from pages.parts.language import _
from pages.parts.questions import QUESTIONS


def show() -> None:
    """Say what the dashboard does and where to begin."""
    layout.opening(
        _("The figures are on their way") if session.is_working() else _("There are no data yet"),
        _("Do people learn from each other in your communities?"),
        _(
            "Counts of posts and likes do not tell. This dashboard reads what your community "
            "platforms export and answers six questions about each community: with how sure it "
            "is, and with what to try. Where the data cannot tell, it says so."
        ),
    )
    with layout.sentences():
        label = _("Add your first export →")
        st.page_link("pages/add_data.py", label=f":primary[**{label}**]")
    layout.section(_("What it asks"))
    grid = st.grid(3, min_column_width=260, gap="medium")
    for name, question in QUESTIONS.items():
        grid.markdown(f"**{_(name)}**  \n{_(question)}")
    layout.section(_("What it promises"))
    labels = words.listed([_(importer.label) for importer in importers()])
    with layout.sentences():
        st.markdown(
            _(
                "It reads {formats}. The data stay on this machine and names become pseudonyms. "
                "No figure rests on fewer than five people, and nobody is ranked or watched.",
                formats=labels,
            )
        )
