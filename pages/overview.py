"""Overview: which communities need a look, and what is wrong there."""

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
            for one in found.told:
                whole.row(one, found)
        if found.untold:
            layout.section("Too little to say")
            for one in found.untold:
                whole.small_row(one)
        layout.section("What activity figures would have said")
        vanity.show(found)
