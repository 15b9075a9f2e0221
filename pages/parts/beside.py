"""The warnings that stand beside the six dimensions of a community, in words."""

import streamlit as st

from data.said import later
from metrics import catalogue
from metrics.metric import Standing
from pages.parts import layout, marks, words
from pages.parts.dimensions import View
from pages.parts.figure import show as show_figure
from pages.parts.language import _
from pages.parts.reading import Reading
from pages.parts.standings import headlines

TITLE = later("Beside the dimensions")
QUESTION = later("Does the activity look chosen, and is it more than clicks?")
_ASKS = (Standing.WATCH, Standing.AT_RISK)
_GIVEN = {
    Standing.WATCH: later("A reason to look, and never an accusation."),
    Standing.AT_RISK: later("A reason to look, and never an accusation."),
    Standing.HEALTHY: later("No warning."),
    Standing.UNSAID: later("Too uncertain for a warning."),
}


def show(view: View) -> None:
    """Show each warning with its grounds, given or not, or why nothing can be said."""
    layout.section(_("Chosen or forced, words or clicks"))
    for metric in headlines(None):
        _warning(view.best(metric), view)


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
            return
        over = (reading.grain, reading.period)
        further = [
            view.reading(one, over)
            for one in catalogue()
            if one.name.startswith(f"{reading.metric.name}.")
        ]
        grounds = _grounds(reading, further) if standing != Standing.UNSAID else ""
        if standing != Standing.UNSAID:
            _verdict(reading, view, _(_GIVEN[standing]))
        show_figure(
            reading,
            further,
            view.events,
            view.wider(reading.metric),
            grounds,
            is_noted=not grounds,
        )


def _verdict(reading: Reading, view: View, given: str) -> None:
    """Say what the warning comes to, and of when it is where the period shown holds too little."""
    low, high = reading.metric.signs
    said = words.sentence(_(high if reading.is_high else low))
    if reading.grain != view.grain:
        when, here = (
            words.period(one.period, one.grain) for one in (reading, view.reading(reading.metric))
        )
        longer = _(
            "{here} holds too little to tell; this is over {period}.", here=here, period=when
        )
        given = f"{given} {longer[:1].upper()}{longer[1:]}"
    st.markdown(f"{said} {given}")


def _grounds(reading: Reading, further: list[Reading]) -> str:
    """Name the signs with their numbers, what speaks against, and what else it may be.

    Where there is no warning, the grounds are the signs that are not there.
    """
    judged = [one for one in further if one.is_given and one.bounds]
    found = [one for one in judged if one.now.standing in _ASKS]
    if not judged or (not found and reading.now.standing in _ASKS):
        return ""
    others = [
        _("{title} ({share})", title=_(one.metric.title).lower(), share=one.told)
        for one in judged
        if one not in found
    ]
    lines = [f"**{_('On these grounds')}**", *map(_sign, found)]
    if others:
        lines.append("- " + _("No sign, or none beyond doubt: {others}.", others="; ".join(others)))
    unseen = f"\n\n**{_('What else it may be')}**  \n{_(reading.metric.blind_spot)}"
    return "\n".join(lines) + (unseen if found else "")


def _sign(one: Reading) -> str:
    """Write a sign with its number, its interval and from where on it is one."""
    span = one.scale.span(one.now.low, one.now.high)
    bound = one.scale.goal(one.bounds.watch_above)
    sure = _("{span}, 95 % sure; a sign above {bound}", span=span, bound=bound)
    return f"- {one.stated} :small[:gray[({sure})]]"
