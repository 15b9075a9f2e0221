"""Who should be introduced to whom: groups to groups, never a person to a person."""

import streamlit as st

from data.said import later
from metrics.network.introductions import Introduction, introductions
from pages.parts import circles, layout, words
from pages.parts.language import _
from pages.parts.networks import Net, group_name
from pages.parts.plain import plain

_TRY = {
    "department": later(
        "Let each bring one open question to the other this month, and say who will answer."
    ),
    "level": later(
        "Let one of each look at the same piece of work together, and tell what they saw."
    ),
    "circle": later("Invite two voices of each to the other’s next round."),
}


def show(net: Net) -> None:
    """Name up to five introductions with their grounds, or say that none is called for."""
    layout.section(_("Who should be introduced to whom"))
    found = introductions(
        *(net.table(name) for name in ("network", "circle", "join_of_circles", "crossing"))
    )
    if not found:
        with layout.sentences():
            st.markdown(
                _(
                    "These data call for no introduction: no two groups that can be judged meet "
                    "less than chance would give."
                )
            )
        return
    with layout.sentences("small"):
        for one in found:
            st.markdown(f"**{_pair(one, net)}**  \n{_ground(one)} {_(_TRY[one.kind])}")
        worked = _("It worked if a pair is no longer on this list when the next year is drawn.")
        st.caption(worked)


def _pair(one: Introduction, net: Net) -> str:
    if one.kind == "circle":
        return words.listed([circles.name(net, int(number)) for number in (one.one, one.other)])
    return words.listed([plain(group_name(one.kind, name), 40) for name in (one.one, one.other)])


def _ground(one: Introduction) -> str:
    if one.kind == "circle":
        return _("Fewer than five people of them are in touch.")
    return _(
        "{ties} pairs talk; chance would give about {expected} ({low} to {high}).",
        ties=words.count(one.ties),
        expected=words.count(one.expected),
        low=words.count(one.low),
        high=words.count(one.high),
    )
