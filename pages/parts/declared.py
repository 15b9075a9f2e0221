"""What the declarations say of each figure, and what the connected exports cannot show."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from metrics import catalogue, metric_named
from metrics.metric import FEWEST_PEOPLE, Bounds, Dimension, Direction, Metric, Status, Unit
from pages.parts import layout, words
from pages.parts.plain import plain
from pages.parts.questions import QUESTIONS
from pages.parts.standings import headlines

_MOST_GROUPS, _MOST_NAMES, _SHORT = 12, 4, 40
_HEALTHY = {
    Direction.HIGHER: "Higher is healthier.",
    Direction.LOWER: "Lower is healthier.",
    Direction.BAND: "Both ends are a warning.",
}
_EXAMPLES = {Unit.SHARE: 0.4, Unit.LINKS: 2.0, Unit.HOURS: 5.0, Unit.KINDS: 3.0}


@dataclass(frozen=True)
class Gap:
    """Communities whose exports lack the same: by reason, the figures that are missing."""

    names: list[str]
    missing: dict[str, list[str]]

    @property
    def count(self) -> int:
        """Return how many figures are missing."""
        return sum(map(len, self.missing.values()))


def gaps(measures: pd.DataFrame, known: pd.DataFrame) -> list[Gap]:
    """Return what is missing over the whole time, the most first; equal gaps stand together.

    ``measures`` are the published measures of grain all, ``known`` the communities.
    """
    named = {metric.name for metric in catalogue()}
    lacking = measures[(measures["status"] != Status.MEASURED) & measures["metric"].isin(named)]
    alike: dict[tuple, list[str]] = {}
    for name, rows in lacking[lacking["community"].isin(known["name"])].groupby("community"):
        pairs = tuple(sorted(zip(rows["why"], rows["metric"], strict=True)))
        alike.setdefault(pairs, []).append(name)
    found = [Gap(names, _by_reason(pairs)) for pairs, names in alike.items()]
    return sorted(found, key=lambda gap: (-gap.count, gap.names))


def _by_reason(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    missing: dict[str, list[str]] = {}
    for why, metric in pairs:
        missing.setdefault(why, []).append(metric_named(metric).title)
    return missing


def headline(gaps: list[Gap], known: pd.DataFrame) -> str:
    """Say how much of what can be said the connected exports allow."""
    every = len(catalogue())
    if known.empty:
        return f"{every} figures answer six questions"
    missing = Counter(
        title for gap in gaps for titles in gap.missing.values() for title in set(titles)
    )
    whole = every - len(missing)
    if not missing:
        return f"All {every} figures can be given"
    where = f"{known['name'].iloc[0]}" if len(known) == 1 else ""
    where = plain(where, _SHORT) if where else "every community"
    return f"{whole or 'None'} of {every} figures can be given for {where}"


def lead(known: pd.DataFrame) -> str:
    """Say what the page holds."""
    told = (
        "Below stands for each figure what it asks, how it is computed, from how little it is "
        "never said, and what it cannot see. All of it comes from the declarations that compute "
        "the figures, so the words and the numbers cannot drift apart."
    )
    return told if not known.empty else f"There are no data yet. {told}"


def ways(known: pd.DataFrame) -> None:
    """Lead to the dimensions on this page, and to data where there are none."""
    with layout.sentences():
        if known.empty:
            st.page_link("pages/add_data.py", label=":primary[**Add your first export →**]")
        links = [f"[{dimension}](#{_anchor(dimension)})" for dimension in Dimension]
        st.markdown("Go to: " + " · ".join(links))


def principles() -> None:
    """Say what intervals mean and what no figure here can tell."""
    sure, never = st.columns(2, gap="large")
    sure.markdown(
        "**What the intervals mean**  \n"
        "Every figure is an estimate: another quarter with the same people would give another "
        "number. The interval says how far off it may be; 95 times in 100 it holds the true "
        "value. A mark is given only when the whole interval lies on one side of a bound, and a "
        "difference is called more than chance only where chance alone would seldom give it."
    )
    never.markdown(
        "**What these figures cannot tell**  \n"
        f"They never rank or watch a person: no figure rests on fewer than {FEWEST_PEOPLE} "
        "people, and names become pseudonyms on the way in. Silence is not absence: who only "
        "reads may learn most, and few exports say who reads. Talk elsewhere is not seen, and "
        "why something changed is never in the data."
    )


def cannot(gaps: list[Gap]) -> None:
    """List what the exports cannot show, by community; equal gaps stand together."""
    shown = gaps[:_MOST_GROUPS]
    with st.container(gap="xsmall"):
        for gap in shown:
            _gap(gap)
    if len(gaps) > len(shown):
        rest = sum(len(gap.names) for gap in gaps[_MOST_GROUPS:])
        more = words.several(rest, "community lacks", "communities lack")
        st.caption(f"{more} less; their own pages say what.")


def _gap(gap: Gap) -> None:
    label = f"**{_named(gap.names)}**: {words.several(gap.count, 'figure')} missing"
    with st.expander(label), layout.sentences():
        for why, titles in gap.missing.items():
            st.markdown(f":gray[○] {words.sentence(why)}  \n{words.listed(titles)}.")


def _named(names: list[str]) -> str:
    shown = [f"\u2068{plain(name, _SHORT)}\u2069" for name in names[:_MOST_NAMES]]
    more = len(names) - len(shown)
    return words.listed([*shown, f"{words.count(more)} more"] if more else shown)


def every() -> None:
    """Show all figures by dimension."""
    for dimension in Dimension:
        with st.container(gap="xsmall"):
            st.space("xsmall")
            st.header(dimension, anchor=_anchor(dimension), divider="gray")
            st.caption(QUESTIONS[dimension])
            main = headlines(dimension)
            for metric in main:
                _metric(metric)
            if not main:
                st.markdown(":gray[○ There is no measure of this yet.]")


def _anchor(dimension: Dimension) -> str:
    return f"about-{dimension.lower()}"


def _metric(metric: Metric) -> None:
    """Show a headline figure with its further ones, folded."""
    further = [one for one in catalogue() if one.name.startswith(f"{metric.name}.")]
    with st.expander(f"**{metric.title}**: {metric.question}"):
        _declaration(metric)
        for one in further:
            st.divider()
            st.markdown(f"**{one.title}**: {one.question}")
            _declaration(one, since=metric)


def _declaration(metric: Metric, since: Metric | None = None) -> None:
    """Write a declaration out; of a further figure only what differs from its headline."""
    fields = _fields(metric)
    known = _fields(since) if since else {}
    grid = st.grid(2, min_column_width=320, gap="medium")
    for name, text in fields.items():
        if known.get(name) != text:
            grid.markdown(f"**{name}**  \n{text}")


def _fields(metric: Metric) -> dict[str, str]:
    example = _EXAMPLES[metric.unit]
    told = words.told(metric.unit, example, example * 0.8, example * 1.2)
    people = f"and only from {metric.minimum_people} people or more"
    blind = f"{metric.blind_spot} {words.sentence(metric.caveat)}".strip()
    return {
        "What it may say": f"“{metric.finding.format(told)}”",
        "How it is computed": metric.formula,
        "Said only from": f"{metric.minimum} {metric.minimum_of}, {people}",
        "The export must say": words.sentence(words.listed(list(metric.needs))),
        "What it cannot see": blind,
        "Where it comes from": metric.source,
        "Bounds": _bounds(metric),
    }


def _bounds(metric: Metric) -> str:
    """Write the bounds as a sentence, and what they are worth."""
    if metric.bounds is None:
        return "None: nobody has settled yet where healthy begins."
    levels = words.listed(_levels(metric.bounds, metric.unit))
    return f"{words.sentence(levels)} {_HEALTHY[metric.direction]} Starting values, not science."


def _levels(bounds: Bounds, unit: Unit) -> list[str]:
    scale = words.Scale.of(unit, 1)
    word = f"{words.THIN}{scale.word}"
    named = (
        ("at risk below", bounds.risk_below),
        ("watch below", bounds.watch_below),
        ("watch above", bounds.watch_above),
        ("at risk above", bounds.risk_above),
    )
    return [f"{name} {at * scale.factor:g}{word}" for name, at in named if at is not None]
