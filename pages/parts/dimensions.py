"""The six dimensions of one community: the needy first, what cannot be told last."""

import pandas as pd
import streamlit as st

from metrics import catalogue
from metrics.metric import FEWER_THAN_FIVE, FEWEST_PEOPLE, Grain, Metric, Standing
from pages.parts import layout, marks, words
from pages.parts.questions import QUESTIONS
from pages.parts.reading import Reading
from pages.parts.reading import show as show_reading
from pages.parts.standings import ORDER, Stand, headlines

_MOST_ADVICE = 3
LEAD = (
    "A mark is given only where the whole 95 % interval lies on one side of a bound, "
    "and a change is named only where two intervals do not touch."
)
KINDS = {
    "team": "Team",
    "practice": "Practice group",
    "help": "Help channel",
    "board": "Notice board",
    "cohort": "Course cohort",
}


def kind_and_size(community) -> str:
    """Say what kind of community this is and how large."""
    kind = f"{KINDS[community.kind]}, " if community.kind in KINDS else ""
    for number, who in ((community.members, "members"), (community.people, "people who wrote")):
        if not pd.isna(number):
            few = number < FEWEST_PEOPLE
            return f"{kind}{FEWER_THAN_FIVE if few else f'{words.count(number)} {who}'}"
    return f"{kind}{FEWER_THAN_FIVE}"


def kicker(community, period: pd.Timestamp, grain: Grain) -> str:
    """Say in one small line what the page is about."""
    span = f"data from {words.day(community.first)} to {words.day(community.last)}"
    when = words.period(period, grain)
    return f"{kind_and_size(community)} · {when[:1].upper()}{when[1:]} · {span}"


def show(
    standing: list[Stand], rows: pd.DataFrame, period: pd.Timestamp, grain: Grain, events: list
) -> None:
    """Answer the question of each dimension that has an answer; list the others with the reason."""
    told = sorted(standing, key=lambda stand: ORDER.index(stand.standing))
    answers = {stand: _readings(stand, rows, period, grain) for stand in told}
    given = [stand for stand in told if any(one.has_values for one in answers[stand])]
    advised = _advised([one for stand in given for one in answers[stand]])
    for stand in given:
        st.divider()
        _dimension(stand, answers[stand], rows, events, advised)
    missing = [stand for stand in standing if stand not in given]
    if missing:
        layout.section("What these data cannot tell")
        _missing(missing, answers)


def _readings(
    stand: Stand, rows: pd.DataFrame, period: pd.Timestamp, grain: Grain
) -> list[Reading]:
    return [_reading(metric, rows, period, grain) for metric in headlines(stand.dimension)]


def _reading(metric: Metric, rows: pd.DataFrame, period: pd.Timestamp, grain: Grain) -> Reading:
    return Reading(metric, rows[rows["metric"] == metric.name], period, grain)


def _advised(readings: list[Reading]) -> set[str]:
    """Return the metrics whose advice is shown: the neediest, no more than people can try."""
    needy = [one for one in readings if one.advice]
    needy.sort(key=lambda one: ORDER.index(Standing(one.now.standing)))
    return {one.metric.name for one in needy[:_MOST_ADVICE]}


def _dimension(
    stand: Stand, readings: list[Reading], rows: pd.DataFrame, events: list, advised: set[str]
) -> None:
    name, proof = st.columns([1, 2.7], gap="medium")
    with name.container(gap="xsmall"):
        st.markdown(f"**{stand.dimension}**  \n{marks.mark(stand.standing)}")
        st.caption(QUESTIONS[stand.dimension])
        if stand.reason:
            st.caption(words.sentence(stand.reason))
    with proof.container(gap="large"):
        for reading in sorted(readings, key=lambda one: not one.has_values):
            with st.container(gap="small"):
                further = [
                    _reading(one, rows, reading.period, reading.grain)
                    for one in catalogue()
                    if one.name.startswith(f"{reading.metric.name}.")
                ]
                show_reading(reading, further, events, reading.metric.name in advised)


def _missing(missing: list[Stand], answers: dict[Stand, list[Reading]]) -> None:
    by_reason: dict[str, list[Stand]] = {}
    for stand in missing:
        reasons = dict.fromkeys(one.why for one in answers[stand])
        by_reason.setdefault(" ".join(reasons) or words.sentence(stand.reason), []).append(stand)
    for reason, stands in by_reason.items():
        names = words.listed([f"**{stand.dimension}**" for stand in stands])
        st.markdown(f"{names} {marks.mark(Standing.UNSAID)}  \n{reason}")
