"""Community: one headline, six questions answered in words, and what to try next."""

from pages.parts import (
    beside,
    choice,
    dimensions,
    happenings,
    layout,
    marks,
    newcomers,
    report,
    session,
    thin,
    trying,
    turns,
    welcome,
)
from pages.parts.language import _
from pages.parts.standings import around, headline, stands, warned, with_broken

session.begin("community")

with layout.column():
    known = session.communities()
    if known.empty:
        welcome.show()
    else:
        with layout.filters():
            view = choice.asked(known)
        one = next(known[known["name"] == view.community].itertuples())
        standing, given = stands(view.now), warned(view.now, around(view.longer, view.period))
        turn = turns.of(view)
        minded = [*with_broken(standing, turn.broke), *given]
        kicker, lead = dimensions.kicker(one, view.period, view.grain), _(dimensions.LEAD)
        layout.opening(kicker, headline(minded), lead)
        marks.strip(standing, turn.broke)
        turns.show(turn)
        thin.offer_longer(view)
        marks.warnings(given)
        report.offer_one(one, standing, given, view, turn)
        trying.show(minded, view)
        dimensions.show(standing, view, turn.broke)
        newcomers.show(view)
        beside.show(view)
        happenings.show(view.community, list(known["name"]))
