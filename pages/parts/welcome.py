"""What somebody sees before there are any data."""

import streamlit as st

from data.importers import importers
from pages.parts import layout, session, words
from pages.parts.questions import QUESTIONS


def show() -> None:
    """Say what the dashboard does and where to begin."""
    layout.opening(
        "The figures are on their way" if session.is_working() else "There are no data yet",
        "Do people learn from each other in your communities?",
        "Counts of posts and likes do not tell. This dashboard reads what your community "
        "platforms export and answers six questions about each community: with how sure it is, "
        "and with what to try. Where the data cannot tell, it says so.",
    )
    with layout.sentences():
        st.page_link("pages/add_data.py", label=":primary[**Add your first export →**]")
    layout.section("What it asks")
    grid = st.grid(3, min_column_width=260, gap="medium")
    for name, question in QUESTIONS.items():
        grid.markdown(f"**{name}**  \n{question}")
    layout.section("What it promises")
    labels = words.listed([importer.label for importer in importers()])
    with layout.sentences():
        st.markdown(
            f"It reads {labels}. The data stay on this machine and names become pseudonyms. "
            "No figure rests on fewer than five people, and nobody is ranked or watched."
        )
