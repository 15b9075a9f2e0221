"""Newcomers: is a first post answered and how soon, by whom, and do they come back?

Each figure is that of the period shown; where it holds too few newcomers, of the shortest longer
one that holds enough, which is said then.
"""

import streamlit as st

from data.said import later
from metrics import metric_named
from pages.parts import layout, words
from pages.parts.about_figure import explained
from pages.parts.dimensions import View
from pages.parts.language import _
from pages.parts.reading import Reading

_WELCOME = "newcomer_welcome"
_GIVERS = {
    "by_host": later("The host"),
    "by_members": later("Members who were here before"),
    "by_newcomers": later("Other newcomers"),
}


def show(view: View) -> None:
    """Answer the three questions side by side, or say why nothing is known of newcomers."""
    welcome, wait, stay = (
        view.best(metric_named(name))
        for name in (_WELCOME, f"{_WELCOME}.median_wait", "newcomers_stay")
    )
    givers = {
        label: view.best(metric_named(f"{_WELCOME}.{giver}")) for giver, label in _GIVERS.items()
    }
    layout.section(_("Newcomers: are they welcomed, by whom, and do they come back?"))
    if not (welcome.is_given or stay.is_given):
        for one in (welcome, stay):
            _told(one, view)
        return
    answered, by, back = st.columns(3, gap="medium")
    with answered:
        st.caption(_("Is a first post answered, and how soon?"))
        _told(welcome, view)
        if welcome.is_given:
            _told(wait, view)
    with by:
        st.caption(_("Who answers within two days?"))
        _by_whom(givers, view)
    with back:
        st.caption(_("Do they come back?"))
        _told(stay, view)
    explained([welcome, wait, *givers.values(), stay], _("About these figures"), "about newcomers")


def _told(reading: Reading, view: View) -> None:
    """Say a figure in its sentence and how sure it is, or why there is none."""
    if not reading.is_given:
        st.markdown(f":gray[○ {_(reading.metric.title)}:] {reading.why}")
        return
    st.markdown(f"**{reading.stated}**{_when(reading, view)}  \n:small[{reading.certain}]")


def _by_whom(givers: dict[str, Reading], view: View) -> None:
    """Write a line for each of those who may answer."""
    given = [reading for reading in givers.values() if reading.is_given]
    periods = {_when(reading, view) for reading in given}
    lines = []
    for label, reading in givers.items():
        told = f":gray[○] {reading.why}"
        if reading.is_given:
            span = reading.scale.span(reading.now.low, reading.now.high)
            when = _when(reading, view) if len(periods) > 1 else ""
            told = f"**{reading.told}** :small[({span})]{when}"
        lines.append(f"- {_(label)}: {told}")
    st.markdown("\n".join(lines))
    if given:
        when = periods.pop() if len(periods) == 1 else ""
        of_all = _("Of all newcomers; some are answered by more than one. 95 % intervals.")
        st.caption(f"{of_all}{when}")


def _when(reading: Reading, view: View) -> str:
    """Name the period of a figure where it is not the one shown."""
    if reading.grain == view.grain:
        return ""
    return f" :small[:gray[({words.period(reading.period, reading.grain)})]]"
