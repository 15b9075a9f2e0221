"""Compare: which differences are more than chance, and whether the comparison is fair."""

from pages.parts import (
    around,
    before_after,
    changes,
    contrasts,
    differences,
    fairness,
    layout,
    session,
    sides,
    welcome,
)

session.begin("compare")

with layout.column():
    known = session.communities()
    if known.empty:
        welcome.show()
    else:
        asked = sides.ask(known)
        if asked.refusal:
            layout.opening(sides.kicker(asked), *asked.refusal)
            sides.way_out()
        else:
            event = around.found(asked)
            if event:
                before_after.show(event)
            found = differences.found(asked)
            differences.begin(found, is_first=event is None)
            fairness.box(asked, known)
            contrasts.show(found)
            changes.show(found)
            differences.missing(found)
