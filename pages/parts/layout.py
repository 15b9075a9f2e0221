"""Widths for reading: one centred column, and a narrower measure for sentences."""

import re
from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.spreadsheet_safe import as_csv
from pages.parts.language import _

_COLUMN, _SENTENCES = 1120, 760
_FORMATS = ("PNG", "SVG")


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


def filters() -> DeltaGenerator:
    """Open the row of filters on top of a page; it wraps on a phone."""
    return st.container(horizontal=True, vertical_alignment="top", gap="medium")


def is_printed() -> bool:
    """Return whether the page is shown without its menu, to be printed."""
    return bool(st.context.is_embedded)


def details(label: str, key: str) -> DeltaGenerator | None:
    """Offer more about what is shown; return where it stands while somebody looks, else None."""
    if is_printed():
        return None
    offered = st.popover(f":primary[{label}]", type="tertiary", key=key, on_change="rerun")
    return offered if offered.open else None


@st.fragment
def folded(label: str, key: str, draw_it: Callable[[], None]) -> None:
    """Fold away what need not be seen at once, and draw it when somebody opens it.

    So nobody waits for what is not looked at, and opening it draws nothing else anew.
    """
    fold = st.expander(label, expanded=is_printed(), key=key, on_change="rerun")
    if fold.open:
        with fold:
            draw_it()


def draw(figure: go.Figure, alt: str, key: str, static: bool = False) -> None:
    """Place a chart; ``alt`` is what somebody hears who cannot see it.

    Its bar holds one button, which saves the picture in the format chosen with ``picture``. A
    ``static`` chart is a small one without a bar.
    """
    picture = {
        "format": st.session_state.get(_picture_key(key), _FORMATS[0]).lower(),
        "filename": file_name(key),
        "scale": 2,
    }
    bar = {"modeBarButtons": [["toImage"]], "displaylogo": False, "toImageButtonOptions": picture}
    config = {"displayModeBar": False, "staticPlot": True} if static else bar
    st.plotly_chart(figure, key=key, alt=alt, config=config)


def picture(key: str) -> None:
    """Let the visitor say in which format the bar of a chart saves its picture."""
    st.segmented_control(
        _("Picture of the chart (the camera in its upper right corner saves it)"),
        _FORMATS,
        default=_FORMATS[0],
        required=True,
        key=_picture_key(key),
    )


def download(table: pd.DataFrame, name: str) -> None:
    """Offer a table as CSV that no spreadsheet takes for formulas."""
    st.download_button(
        _("Download as CSV"),
        as_csv(table).encode("utf-8-sig"),  # the mark tells Excel that names are not Latin-1
        file_name=f"{file_name(name)}.csv",
        mime="text/csv",
        key=f"csv {name}",
        on_click="ignore",
    )


def file_name(name: str) -> str:
    """Return a name that any file system takes."""
    return re.sub(r"\W+", "-", name).strip("-").lower()[:80]


def _picture_key(key: str) -> str:
    return f"picture {key}"
