"""How something stands: always a shape, a word and a colour together, stronger with need."""

import streamlit as st

from metrics.metric import Standing
from pages.parts.standings import Stand

_MARKS = {
    Standing.HEALTHY: ":green[●] healthy",
    Standing.WATCH: ":orange-badge[▲ **watch**]",
    Standing.AT_RISK: ":red-badge[◆ **at risk**]",
    Standing.UNSAID: ":gray[○ can’t say]",
}


def mark(standing: Standing) -> str:
    """Return the mark as markdown."""
    return _MARKS[standing]


def key(rest: str) -> None:
    """Explain the marks, and what else a row shows, once on a page."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        told = _MARKS | {Standing.UNSAID: ":gray[○ can’t say: not enough to say]"}
        whole = (mark.replace(" ", "\u00a0") for mark in told.values())
        st.markdown("\u2003 ".join(whole), width="content")
        if rest:
            st.caption(rest, width="content")


def strip(stands: list[Stand]) -> None:
    """Show the six dimensions in a row; three by two on a phone."""
    grid = st.grid(6, min_column_width=84, gap="xsmall")
    for stand in stands:
        name = f":small[:gray[{stand.dimension}]]"
        grid.markdown(f"{name}  \n:small[{mark(stand.standing)}]")
