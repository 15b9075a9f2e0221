"""How fresh and how whole the data of each source are."""

import pandas as pd
import streamlit as st

from data.sources import GAP
from pages.parts import session, words
from pages.parts.language import _, several_of
from pages.parts.platforms import format_named

_YEAR = 365


def show() -> None:
    """Show a row for each source: from when to when, its gaps, how old its last item is."""
    found = session.sources()
    if found.empty:
        st.markdown(_("Nothing has been imported yet."))
        return
    now = pd.Timestamp.now("UTC").tz_localize(None)
    rows = [
        {
            _("Source"): format_named(row.format),
            _("Communities"): words.count(row.communities),
            _("Posts and visits"): words.count(row.items),
            _("First"): words.day(row.first),
            _("Last"): words.day(row.last),
            _("Gaps"): _gaps(row),
            _("Age of the last item"): _age(now - row.last),
            _("Imported last"): words.day(row.imported_at),
        }
        for row in found.itertuples()
    ]
    said = _("Each source: first and last item, gaps, age")
    st.table(rows, border="horizontal", hide_index=True, alt=said)
    st.caption(_("A gap is {days} days or more without anything.", days=GAP))


def _gaps(row) -> str:
    if not row.gaps:
        return _("none")
    longest = several_of("{number} day", "{number} days", int(row.longest))
    return _("{gaps}, the longest of {longest}", gaps=words.count(row.gaps), longest=longest)


def _age(age: pd.Timedelta) -> str:
    """Say how old the last item is, roughly where it is old."""
    days = max(0, age.days)
    if days > 2 * _YEAR:
        return _("{number} years", number=days // _YEAR)
    return several_of("{number} day", "{number} days", days)
