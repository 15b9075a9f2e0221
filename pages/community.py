"""Community: one headline, six questions answered in words, and what to try next."""

import streamlit as st

from data.said import later
from pages.parts import dimensions, filters, layout, marks, session, welcome, words
from pages.parts.language import LANGUAGES, _
from pages.parts.standings import headline, newest, stands

_NO_COMMUNITY = later("There is no community “{asked}” here, or no longer. This is another one.")
_NO_PERIOD = later("There is no figure for “{asked}” here, or no longer. This is another period.")

session.begin("community")

with layout.column():
    known = session.communities()
    if known.empty:
        welcome.show()
    else:
        names = list(known["name"])
        astray = filters.unknown("community", names, _NO_COMMUNITY)
        with layout.filters():
            name = filters.community(names)
            grain = filters.grain()
            measures = session.measures(grain)
            rows = measures[measures["community"] == name]
            starts = rows["period"].unique()
            periods = [words.period_in(one, at, grain) for one in LANGUAGES for at in starts]
            astray = astray or filters.unknown("period", periods, _NO_PERIOD)
            period = filters.period(starts, newest(rows), grain)
        if astray:
            st.info(astray)
        one = next(known[known["name"] == name].itertuples())
        standing = stands(rows[rows["period"] == period])
        view = dimensions.View(
            community=name,
            rows=rows,
            period=period,
            grain=grain,
            events=session.events(name),
            longer=session.longer(grain, name),
        )
        kicker, lead = dimensions.kicker(one, period, grain), _(dimensions.LEAD)
        layout.opening(kicker, headline(standing), lead)
        marks.strip(standing)
        dimensions.show(standing, view)
