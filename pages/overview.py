"""Overview: which communities need a look, and what is wrong there."""

from pages.parts import filters, finding, layout, session, vanity, welcome, whole
from pages.parts.language import _

session.begin("overview")

with layout.column():
    known = session.communities()
    if known.empty:
        welcome.show()
    else:
        with layout.filters():
            grain = filters.grain()
        found = whole.found(known, session.measures(grain), grain)
        layout.opening(finding.kicker(found), finding.headline(found), finding.lead(found))
        if found.told:
            whole.show(found)
        if found.untold:
            layout.section(_("Too little to say"))
            whole.untold(found, session.longer(grain))
        layout.section(_("What activity figures would have said"))
        vanity.show(found, session.volumes(grain))
