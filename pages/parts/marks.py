"""How something stands: always a shape, a word and a colour together, stronger with need."""

import streamlit as st

from data.said import later
from metrics.metric import Standing
from pages.parts import words
from pages.parts.language import _
from pages.parts.standings import Stand

_MARKS = {
    Standing.HEALTHY: ":green[●] {word}",
    Standing.WATCH: ":orange-badge[▲ **{word}**]",
    Standing.AT_RISK: ":red-badge[◆ **{word}**]",
    Standing.UNSAID: ":gray[○ {word}]",
}
_UNSAID = later("can’t say")
_BROKE = ":red-badge[▼ **{word}**]"


def mark(standing: Standing) -> str:
    """Return the mark as markdown."""
    return _MARKS[standing].format(word=_(_UNSAID if standing == Standing.UNSAID else standing))


def broke() -> str:
    """Return the mark of what was healthy and fell beyond a bound, as markdown."""
    return _BROKE.format(word=_("fell"))


def key(rest: str, is_any_broken: bool) -> None:
    """Explain the marks, and what else a row shows, once on a page."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        told = [mark(standing) for standing in _MARKS if standing != Standing.UNSAID]
        if is_any_broken:
            told.append(_BROKE.format(word=_("fell: it was healthy")))
        told.append(_MARKS[Standing.UNSAID].format(word=_("can’t say: the row tells why")))
        whole = (one.replace(" ", "\u00a0") for one in told)
        st.markdown("\u2003 ".join(whole), width="content")
        if rest:
            st.caption(rest, width="content")


def strip(stands: list[Stand], broken: Stand | None = None) -> None:
    """Show the six dimensions in a row; three by two on a phone."""
    grid = st.grid(6, min_column_width=84, gap="xsmall")
    for stand in stands:
        name = f":small[:gray[{_(stand.dimension)}]]"
        is_broken = broken is not None and broken.dimension == stand.dimension
        fell = f"  \n:small[{broke()}]" if is_broken else ""
        grid.markdown(f"{name}  \n:small[{mark(stand.standing)}]{fell}")


def warnings(given: list[Stand]) -> None:
    """Show the warnings beside the dimensions that are given, each with what bears it out."""
    for stand in given:
        sure = _("beyond doubt: {signs}", signs=stand.grounds) if stand.grounds else ""
        told = f"{stand.figure}; {sure}" if sure else stand.figure
        st.markdown(f":small[{mark(stand.standing)} {words.sentence(told)}]")
