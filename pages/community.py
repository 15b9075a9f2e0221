"""Community: one headline, six questions answered in words, and what to try next."""

from pages.parts import (
    beside,
    choice,
    dimensions,
    happenings,
    layout,
    marks,
    report,
    session,
    trying,
    turns,
    welcome,
)
from pages.parts.language import _
from pages.parts.standings import headline, stands, warned

session.begin("community")

with layout.column():
    known = session.communities()
    if known.empty:
        welcome.show()
    else:
        with layout.filters():
            view = choice.asked(known)
        one = next(known[known["name"] == view.community].itertuples())
        now = view.rows[view.rows["period"] == view.period]
        standing, given = stands(now), warned(now)
        kicker, lead = dimensions.kicker(one, view.period, view.grain), _(dimensions.LEAD)
        layout.opening(kicker, headline([*standing, *given]), lead)
        marks.strip(standing)
        turns.show(view)
        report.offer_one(one, standing, given, view)
        trying.show([*standing, *given], view)
        dimensions.show(standing, view)
        beside.show(view)
        happenings.show(view.community, list(known["name"]))
