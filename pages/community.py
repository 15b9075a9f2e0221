"""Community: one headline, six questions answered in words, and what to try next."""

from pages.parts import choice, dimensions, happenings, layout, marks, report, session, welcome
from pages.parts.language import _
from pages.parts.standings import headline, stands

session.begin("community")

with layout.column():
    known = session.communities()
    if known.empty:
        welcome.show()
    else:
        with layout.filters():
            view = choice.asked(known)
        one = next(known[known["name"] == view.community].itertuples())
        standing = stands(view.rows[view.rows["period"] == view.period])
        kicker, lead = dimensions.kicker(one, view.period, view.grain), _(dimensions.LEAD)
        layout.opening(kicker, headline(standing), lead)
        marks.strip(standing)
        report.offer_one(one, standing, view)
        dimensions.show(standing, view)
        happenings.show(view.community, list(known["name"]))
