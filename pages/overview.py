"""Overview: which communities need a look, and what is wrong there."""

import streamlit as st

from pages.parts import (
    filters,
    finding,
    layout,
    moves,
    need,
    report,
    session,
    vanity,
    welcome,
    whole,
)
from pages.parts.language import _

session.begin("overview")

with layout.column():
    known = session.communities()
    if known.empty:
        welcome.show()
    else:
        with layout.filters():
            grain = filters.grain()
            chosen = filters.narrowed(known)
        if chosen.empty:
            st.info(_("No community is all of this; all of them are shown."))
            chosen = known
        found = session.once(
            lambda: need.found(chosen, session.by_community(grain), grain, session.longer(grain)),
            "found",
            grain,
            *chosen["name"],
        )
        layout.opening(finding.kicker(found), finding.headline(found), finding.lead(found))
        report.offer_all(found)
        if found.told:
            whole.show(found)
            moves.show(found)
        if found.untold:
            layout.section(_("Too little to say"))
            whole.untold(found, session.longer(grain))
        layout.section(_("What activity figures would have said"))
        vanity.show(found, session.volumes(grain))
