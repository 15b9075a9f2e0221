"""One community in one period, as the visitor asks for it in the row of filters."""

import pandas as pd
import streamlit as st

from data.said import later
from pages.parts import filters, session, words
from pages.parts.dimensions import View
from pages.parts.language import LANGUAGES
from pages.parts.standings import newest

_NO_COMMUNITY = later("There is no community “{asked}” here, or no longer. This is another one.")
_NO_PERIOD = later("There is no figure for “{asked}” here, or no longer. This is another period.")


def asked(known: pd.DataFrame) -> View:
    """Return what is asked for; where that is not there, say so and return another."""
    names = list(known["name"])
    astray = filters.unknown("community", names, _NO_COMMUNITY)
    name = filters.community(names)
    grain = filters.grain()
    measures = session.measures_in(name, grain)
    starts = measures.periods
    periods = [words.period_in(one, at, grain) for one in LANGUAGES for at in starts]
    astray = astray or filters.unknown("period", periods, _NO_PERIOD)
    period = filters.period(starts, newest(measures), grain)
    if astray:
        st.info(astray)
    return View(
        community=name,
        measures=measures,
        period=period,
        grain=grain,
        events=session.events(name),
        longer=session.longer_in(name, grain),
    )
