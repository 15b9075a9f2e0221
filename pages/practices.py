"""Practices: what kinds of things people tell, what gets answered, and how well that is known."""

from pages.parts import choice, dimensions, layout, session, skill, telling, welcome

session.begin("practices")

with layout.column():
    known = session.communities()
    if known.empty:
        welcome.show()
    else:
        with layout.filters():
            view = choice.asked(known)
        one = next(known[known["name"] == view.community].itertuples())
        kicker = dimensions.kicker(one, view.period, view.grain)
        layout.opening(kicker, telling.headline(view), telling.lead(view))
        if telling.is_told(view):
            telling.open_talk(view)
            telling.mix(view)
            telling.profile(view)
            telling.waits(view, session.waits(view.grain, view.community))
            telling.further(view)
            skill.show(session.sample(view.community), view.community)
        else:
            telling.untold()
