"""The six dimensions of one community: the needy first, what cannot be told last."""

from dataclasses import dataclass
from math import isnan

import pandas as pd
import streamlit as st

from data.said import later
from metrics import catalogue, metric_named
from metrics.metric import Dimension, Grain, Metric, Standing, fewer_than
from pages.parts import filters, layout, marks, session, silent, words
from pages.parts.figure import Wider, offer
from pages.parts.figure import show as show_figure
from pages.parts.language import _, several_of
from pages.parts.measures import Measures
from pages.parts.plain import plain
from pages.parts.questions import QUESTIONS
from pages.parts.reading import Reading
from pages.parts.standings import ORDER, Over, Stand, around, headlines

# What is said of further figures without unfolding them.
_BESIDE = {Dimension.VOICE: silent}

LEAD = later(
    "Healthy, watch and at risk are said only where the figure leaves no reasonable doubt, and a "
    "change only where it is more than chance; “can’t say” is said for the rest."
)


def kind_and_size(community, fewest: int | None = None) -> str:
    """Say what kind of community this is and how large.

    ``fewest`` people are told, else fewer; a report, which is written apart, brings the number.
    """
    size = _size(community, session.fewest() if fewest is None else fewest)
    kind = filters.KINDS.get(community.kind)
    return f"{_(kind)}, {size}" if kind else size


def _size(community, fewest: int) -> str:
    """Say how many members there are, else how many people wrote."""
    members, people = community.members, community.people
    if not pd.isna(members) and members >= fewest:
        return several_of("{number} member", "{number} members", members)
    if pd.isna(members) and not pd.isna(people) and people >= fewest:
        return several_of("{number} person who wrote", "{number} people who wrote", people)
    return _(fewer_than(fewest))


def kicker(community, period: pd.Timestamp, grain: Grain, fewest: int | None = None) -> str:
    """Say in one small line what the page is about."""
    ends = {"first": words.day(community.first), "last": words.day(community.last)}
    span = _("data from {first} to {last}", **ends)
    when = words.period(period, grain)
    about = f"**{plain(community.name)}** · {kind_and_size(community, fewest)}"
    return f"{about} · {when[:1].upper()}{when[1:]} · {span}"


@dataclass(frozen=True)
class View:
    """One community in one period: all its measures, also of longer periods, and what happened."""

    community: str
    measures: Measures
    period: pd.Timestamp
    grain: Grain
    events: list[tuple[pd.Timestamp, str]]
    longer: dict[Grain, Measures]

    @property
    def now(self) -> dict[str, object]:
        """Return the measures of the period, each by the name of its metric."""
        return self.measures.at(self.period)

    def reading(self, metric: Metric, over: Over | None = None) -> Reading:
        """Return how a metric is read here, or in another period."""
        grain, period = over or (self.grain, self.period)
        measures = self.measures if grain == self.grain else self.longer[grain]
        return Reading(metric, measures.of(metric), period, grain)

    def over(self, metric: Metric) -> Over | None:
        """Return the shortest longer period around this one in which a metric has a figure."""
        for over, measures in around(self.longer, self.period).items():
            if metric.name in measures and not isnan(measures[metric.name].value):
                return over
        return None

    def best(self, metric: Metric) -> Reading:
        """Return how a metric is read here; where it has no figure, over the period that has.

        Where no period has one, over the longest, which says best what is missing.
        """
        here = self.reading(metric)
        if here.is_given:
            return here
        longest = (
            None if here.has_values else next(reversed(around(self.longer, self.period)), None)
        )
        return self.reading(metric, self.over(metric) or longest)

    def wider(self, metric: Metric) -> Wider | None:
        """Return where a longer period has a figure of a metric, and what it says."""
        over = self.over(metric)
        if over is None:
            return None
        grain, at = over
        name, one = words.period(at, grain), self.reading(metric, over)
        where = {"community": self.community} | filters.address(grain, at)
        said = words.sentence(f"{name}: {one.stated}")
        return Wider(said, _("Look at {period}", period=name), where)


def show(standing: list[Stand], view: View, broke: Stand | None) -> None:
    """Answer the question of each dimension that has an answer; list the others with the reason.

    That which ``broke`` down goes first.
    """
    told = sorted(standing, key=lambda stand: ORDER.index(stand.standing))
    told.sort(key=lambda stand: not _broke_down(stand, broke))
    answers = {stand: readings_of(stand, view) for stand in told}
    given = [stand for stand in told if answers[stand] and answers[stand][0].has_values]
    if given:
        layout.section(_("The answers, the neediest first"))
    for number, stand in enumerate(given):
        if number:
            st.divider()
        _dimension(stand, answers[stand], view, _broke_down(stand, broke))
    missing = [stand for stand in standing if stand not in given]
    if missing:
        layout.section(_("What these data cannot tell"))
        _missing(missing, answers, view)


def readings_of(stand: Stand, view: View) -> list[Reading]:
    """Return the readings of a dimension, the one that its mark rests on first."""
    readings = [view.reading(metric) for metric in headlines(stand.dimension)]

    def rank(one: Reading) -> tuple[bool, bool, bool]:
        return (one.metric.name != stand.metric, not one.is_given, not one.has_values)

    return sorted(readings, key=rank)


def _broke_down(stand: Stand, broke: Stand | None) -> bool:
    """Return whether this is the dimension that broke down."""
    return broke is not None and broke.dimension == stand.dimension


@st.fragment
def _dimension(stand: Stand, readings: list[Reading], view: View, is_broken: bool) -> None:
    name, proof = st.columns([1, 2.7], gap="medium")
    with name.container(gap="xsmall"):
        mark = f"{marks.mark(stand.standing)} {marks.broke() if is_broken else ''}"
        st.markdown(f"**{_(stand.dimension)}**  \n{mark}")
        st.caption(_(QUESTIONS[stand.dimension]))
        if stand.reason and readings[0].is_given:
            st.caption(words.sentence(stand.reason))
    main, *others = readings
    for one in readings:
        others += [
            view.reading(metric)
            for metric in catalogue()
            if metric.name.startswith(f"{one.metric.name}.")
        ]
    with proof.container(gap="small"):
        told = _beside(stand, view)
        show_figure(main, others, view.events, view.wider(main.metric), told)


def _beside(stand: Stand, view: View) -> str:
    """Say what is said of further figures of a dimension without unfolding them, if anything."""
    part = _BESIDE.get(stand.dimension)
    if part is None:
        return ""
    known = session.communities()
    community = next(known[known["name"] == view.community].itertuples())
    return part.said(community, *(view.reading(metric_named(name)) for name in part.FIGURES))


def _missing(missing: list[Stand], answers: dict[Stand, list[Reading]], view: View) -> None:
    by_reason: dict[str, list[Stand]] = {}
    for stand in missing:
        reasons = dict.fromkeys(one.why for one in answers[stand])
        by_reason.setdefault(" ".join(reasons) or words.sentence(stand.reason), []).append(stand)
    for reason, stands in by_reason.items():
        names = words.listed([f"**{_(stand.dimension)}**" for stand in stands])
        with st.container(gap=None):
            said = " ".join([reason, *(_beside(one, view) for one in stands)])
            st.markdown(f"{names} {marks.mark(Standing.UNSAID)}  \n{said.strip()}")
            offers = [view.wider(one.metric) for stand in stands for one in answers[stand]]
            offer(next((one for one in offers if one), None))
