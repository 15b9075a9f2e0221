"""Community: one headline, six questions answered in words, and what to try next."""

from pages.parts import dimensions, filters, layout, marks, session, welcome
from pages.parts.standings import headline, newest, stands

session.begin("community")

with layout.column():
    known = session.communities()
    if known.empty:
        welcome.show()
    else:
        with layout.filters():
            name = filters.community(list(known["name"]))
            grain = filters.grain()
            measures = session.measures(grain)
            rows = measures[measures["community"] == name]
            period = filters.period(rows["period"].unique(), newest(rows), grain)
        one = next(known[known["name"] == name].itertuples())
        standing = stands(rows[rows["period"] == period])
        layout.opening(dimensions.kicker(one, period, grain), headline(standing), dimensions.LEAD)
        marks.strip(standing)
        dimensions.show(standing, rows, period, grain, session.events(name))
