"""About the numbers: what each figure says, rests on and cannot see, from its declaration."""

from pages.parts import declared, layout, session
from pages.parts.language import _

session.begin("about")

with layout.column():
    known = session.communities()
    gaps = declared.gaps(session.measures("all"), known)
    layout.opening(_("About the numbers"), declared.headline(gaps, known), declared.lead(known))
    declared.ways(known)
    declared.principles()
    if gaps:
        layout.section(_("What these exports cannot show"))
        declared.cannot(gaps)
    declared.every()
