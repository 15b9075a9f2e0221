"""Compare: which differences are more than chance, and whether the comparison is fair."""

from pages.parts import (
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
            found = differences.found(asked)
            layout.opening(
                sides.kicker(asked), differences.headline(found), differences.lead(found)
            )
            fairness.box(asked, known)
            contrasts.show(found)
            changes.show(found)
            before_after.show(found)
            differences.missing(found)
