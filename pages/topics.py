"""Topics: what people talk about, what stays unanswered, and where people dare to tell more."""

from pages.parts import choice, dimensions, layout, session, subjects, welcome

session.begin("topics")

with layout.column():
    known = session.communities()
    if known.empty:
        welcome.show()
    else:
        with layout.filters():
            view = choice.asked(known)
        found = subjects.Subjects(view, session.topics(view.grain, view.community))
        one = next(known[known["name"] == view.community].itertuples())
        kicker = dimensions.kicker(one, view.period, view.grain)
        layout.opening(kicker, found.headline, found.lead)
        if found.now.empty:
            subjects.nothing(found)
        else:
            subjects.most(found)
            subjects.stand_out(found)
            subjects.over_time(found)
            subjects.table(found)
