"""The network of one community in a year or over the whole time, as the visitor asks for it."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import streamlit as st

from data.said import later
from metrics import metric_named
from metrics.metric import Grain
from metrics.network import ATTRIBUTES
from metrics.network.crossings import OTHERS
from pages.parts import filters, layout, session, words
from pages.parts.dimensions import kicker as kicker_of
from pages.parts.language import LANGUAGES, _, code
from pages.parts.measures import Measures
from pages.parts.plain import literal
from pages.parts.reading import Reading

_WHOLE = pd.Timestamp("1970-01-01")
_NO_COMMUNITY = later("There is no community “{asked}” here, or no longer. This is another one.")
_NO_YEAR = later("There is no picture of “{asked}” here, or no longer. This is another time.")
_OTHERS = {"department": later("smaller ones"), "level": later("other levels")}
NAMES = {"department": later("Department"), "level": later("Level")}


@dataclass(frozen=True)
class Net:
    """One community and time: what was published of its network, and its measures."""

    community: str
    grain: Grain
    period: pd.Timestamp
    tables: dict[str, pd.DataFrame]
    measures: Measures

    def table(self, name: str) -> pd.DataFrame:
        """Return the rows of a published table for this time."""
        rows = self.tables[name]
        return rows[(rows["grain"] == self.grain) & (rows["period"] == self.period)]

    def reading(self, metric: str) -> Reading:
        """Return how a metric is read for this time."""
        one = metric_named(metric)
        return Reading(one, self.measures.of(one), self.period, self.grain)

    @property
    def is_given(self) -> bool:
        """Return whether there is a picture."""
        return not self.table("network").empty

    @cached_property
    def whole(self):
        """Return what is known of the network as a whole; only where there is a picture."""
        return next(self.table("network").itertuples())

    @property
    def when(self) -> str:
        """Name the time."""
        return words.period(self.period, self.grain)


def asked(known: pd.DataFrame) -> Net:
    """Return what is asked for; where that is not there, say so and return another."""
    names = list(known["name"])
    astray = filters.unknown("community", names, _NO_COMMUNITY)
    name = filters.community(names)
    tables = session.network(name)
    drawn = set(tables["network"]["period"]) - {_WHOLE}
    times = [*sorted(drawn, reverse=True), _WHOLE]
    labels = [_name(at, one) for one in LANGUAGES for at in times]
    astray = astray or filters.unknown("time", labels, _NO_YEAR)
    filters.keep("time", times, _name, times[0])
    spoken = code()
    at = st.selectbox(
        _("Time"),
        times,
        format_func=lambda start: _name(start, spoken),
        key="time",
        bind="query-params",
        width=200,
    )
    filters.remember("time", at)
    if astray:
        st.info(astray)
    grain: Grain = "all" if at == _WHOLE else "year"
    return Net(name, grain, at, tables, session.measures_in(name, grain))


def _name(at: pd.Timestamp, language: str) -> str:
    return words.period_in(language, at, "all" if at == _WHOLE else "year")


def kicker(net: Net, known: pd.DataFrame) -> str:
    """Say in one small line what the page is about."""
    one = next(known[known["name"] == net.community].itertuples())
    return kicker_of(one, net.period, net.grain)


def group_name(attribute: str, name: str) -> str:
    """Return the name of a department or level as text, and of the small ones together."""
    return _(_OTHERS[attribute]) if name == OTHERS else literal(name, 40)


def attributes(net: Net) -> list[str]:
    """Return what is known of members that ties can be held against."""
    return [one for one in ATTRIBUTES if (net.table("crossing")["attribute"] == one).any()]


def sure(*texts: str) -> None:
    """Say how sure something is, under its own small heading, and what to make of it beside it."""
    headings = (_("What it means"), _("How sure"))
    for column, heading, text in zip(st.columns(2, gap="medium"), headings, texts, strict=True):
        column.markdown(f"**{heading}**  \n{text}")


def cannot(net: Net) -> None:
    """Say what no picture of a network can tell."""
    layout.section(_("What this cannot tell"))
    with layout.sentences():
        st.markdown(
            _(
                "Only replies are seen: who reads, and who talks elsewhere, is not in the picture. "
                "No dot is a person: a dot stands for several people, whatever circle it lies in, "
                "and numbers of people are rounded to five. What rests on fewer than five people "
                "is merged with others or left out. Shorter times than a year hold too few replies "
                "to show a structure."
            )
        )
