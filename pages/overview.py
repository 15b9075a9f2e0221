"""Overview: which communities need a look, and what is wrong there."""

import streamlit as st

from pages.parts import filters, layout, marks, session, vanity, welcome, whole

session.begin("overview")

with layout.column():
    known = session.communities()
    if known.empty:
        welcome.show()
    else:
        with layout.filters():
            grain = filters.grain()
        found = whole.found(known, session.measures(grain), grain)
        layout.opening(whole.kicker(found), whole.headline(found), whole.lead(found))
        if found.told:
            layout.section("Where each one stands")
            marks.key(whole.line_is(found))
            with st.container(gap=None):
                for at, one in enumerate(found.told):
                    if at:
                        st.divider()
                    whole.row(one, found)
        if found.untold:
            layout.section("Too little to say")
            whole.untold(found)
        layout.section("What activity figures would have said")
        vanity.show(found, session.volumes(grain))
