"""Overview: which communities need a look, and what is wrong there."""

from pages.parts import filters, layout, session, vanity, welcome, whole

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
            whole.show(found)
        if found.untold:
            layout.section("Too little to say")
            whole.untold(found, session.longer(grain))
        layout.section("What activity figures would have said")
        vanity.show(found, session.volumes(grain))
