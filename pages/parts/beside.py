"""The warnings that stand beside the six dimensions of a community, in words."""

import streamlit as st

from data.said import later
from metrics import catalogue
from metrics.metric import Standing
from pages.parts import layout, marks, words
from pages.parts.dimensions import View
from pages.parts.language import _
from pages.parts.reading import Reading, offer
from pages.parts.reading import show as show_reading
from pages.parts.standings import headlines

TITLE = later("Beside the dimensions")
QUESTION = later("Does the activity look chosen, and is it more than clicks?")
_GIVEN = {
    Standing.WATCH: later("A reason to look, and never an accusation."),
    Standing.AT_RISK: later("A reason to look, and never an accusation."),
    Standing.HEALTHY: later("No warning."),
    Standing.UNSAID: later("Too uncertain for a warning."),
}


def show(view: View) -> None:
    """Show each warning with its grounds, given or not, or why nothing can be said."""
    layout.section(_("Two warnings beside the dimensions"))
    for metric in headlines(None):
        _warning(view.reading(metric), view)


@st.fragment
def _warning(reading: Reading, view: View) -> None:
    name, proof = st.columns([1, 2.7], gap="medium")
    standing = Standing(reading.now.standing) if reading.is_given else Standing.UNSAID
    with name.container(gap="xsmall"):
        st.markdown(f"**{_(reading.metric.title)}**  \n{marks.mark(standing)}")
        st.caption(_(reading.metric.question))
    with proof.container(gap="small"):
        if not reading.has_values:
            st.markdown(reading.why)
            offer(view.wider(reading.metric))
            return
        if reading.is_given:
            low, high = reading.metric.signs
            said = _(high if reading.is_high else low)
            if standing != Standing.UNSAID:
                st.markdown(words.sentence(said) + " " + _(_GIVEN[standing]))
        further = [
            view.reading(one)
            for one in catalogue()
            if one.name.startswith(f"{reading.metric.name}.")
        ]
        show_reading(reading, further, view.events, view.wider(reading.metric))
