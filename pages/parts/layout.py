"""Widths for reading: one centred column, and a narrower measure for sentences."""

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_COLUMN, _SENTENCES = 1120, 760


def column() -> DeltaGenerator:
    """Open the centred column of a page; on a phone it is as wide as the screen."""
    return st.container(horizontal_alignment="center").container(width=_COLUMN, gap="medium")


def sentences(gap: str = "xsmall") -> DeltaGenerator:
    """Open a container as wide as a line of text should be."""
    return st.container(width=_SENTENCES, gap=gap)


def opening(kicker: str, headline: str, lead: str) -> None:
    """Say what this is about in one small line, then the finding, then what it rests on."""
    with sentences():
        if kicker:
            st.caption(kicker)
        st.title(headline, anchor=False)
        st.space("xxsmall")
        st.markdown(lead)


def section(title: str) -> None:
    """Begin a section with its title above a rule."""
    with st.container(gap="xsmall"):
        st.space("xsmall")
        st.header(title, anchor=False, divider="gray")


def draw(figure: go.Figure, alt: str, key: str, static: bool = False) -> None:
    """Place a chart without tool bar; ``alt`` is what somebody hears who cannot see it."""
    config = {"displayModeBar": False, "staticPlot": static}
    st.plotly_chart(figure, key=key, alt=alt, config=config)


def filters() -> DeltaGenerator:
    """Open the row of filters on top of a page; it wraps on a phone."""
    return st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
