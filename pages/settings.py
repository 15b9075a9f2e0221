"""Settings: the smallest group, how long data are kept, who is forgotten, what is judged how."""

from pages.parts import entitled, layout, own_bounds, session, settled
from pages.parts.language import _

session.begin("settings")

with layout.column():
    if not entitled.changes_settings():
        entitled.refuse()
    else:
        layout.opening("", settled.headline(), settled.lead())
        settled.outcome()
        layout.section(_("The smallest group"))
        settled.smallest_group()
        layout.section(_("How long data are kept"))
        settled.retention()
        layout.section(_("Erase a person"))
        settled.erasing()
        layout.section(_("Communities"))
        settled.communities()
        layout.section(_("Where watch and at risk begin"))
        own_bounds.show()
        layout.section(_("Names of departments"))
        settled.departments()
        layout.section(_("What was deleted"))
        settled.removals()
