"""Conversations: the evidence itself, as trees of who answered whom, nobody named."""

from pages.parts import choice, dimensions, entitled, evidence, layout, session, welcome, which

session.begin("conversations")

with layout.column():
    known = session.communities()
    if known.empty:
        welcome.show()
    elif not entitled.reads_conversations():
        entitled.refuse()
    else:
        with layout.filters():
            view = choice.asked(known)
        shown = which.asked(view)
        one = next(known[known["name"] == view.community].itertuples())
        kicker = dimensions.kicker(one, view.period, view.grain)
        layout.opening(kicker, shown.headline, shown.lead)
        evidence.show(shown)
