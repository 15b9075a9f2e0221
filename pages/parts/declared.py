"""What the declarations say of each figure, and what the connected exports cannot show."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data.said import from_json, later
from metrics import catalogue, metric_named
from metrics.coverage import WIDE, coverage_of
from metrics.metric import Bounds, Dimension, Direction, Metric, Status, Unit
from pages.parts import beside, bounds, layout, session, words
from pages.parts.filters import KINDS
from pages.parts.language import _, several_of
from pages.parts.plain import plain
from pages.parts.questions import QUESTIONS
from pages.parts.standings import headlines

_MOST_GROUPS, _MOST_NAMES, _SHORT = 12, 4, 40
_HEALTHY = {
    Direction.HIGHER: later("Higher is healthier."),
    Direction.LOWER: later("Lower is healthier."),
    Direction.BAND: later("Both ends are a warning."),
}
_SOME_OWN = later("What is not marked as your own is a starting value; none of it is science.")
SURE = later(
    "Every figure is an estimate: another quarter with the same people would give another "
    "number. The interval says how far off it may be; 95 times in 100 it holds the true "
    "value. A mark is given only when the whole interval lies on one side of a bound, and a "
    "difference is called more than chance only where chance alone would seldom give it."
)
NEVER = later(
    "They never rank or watch a person: no figure rests on fewer than {fewest} "
    "people, and names become pseudonyms on the way in. Silence is not absence: who only "
    "reads may learn most, and few exports say who reads. Talk elsewhere is not seen, and "
    "why something changed is never in the data."
)
_EXAMPLES = {
    Unit.SHARE: 0.4,
    Unit.LINKS: 2.0,
    Unit.HOURS: 5.0,
    Unit.KINDS: 3.0,
    Unit.DEPARTMENTS: 4.0,
    Unit.TIMES: 0.8,
    Unit.INDEX: 0.3,
    Unit.PAIRS: 0.3,
    Unit.DIFFERENCE: -12.0,
    Unit.SIGNS: 2.0,
}


@dataclass(frozen=True)
class Gap:
    """Communities whose exports lack the same: by reason, the titles of the missing figures.

    Reasons and titles are as they were written, to be said in the language of the screen.
    """

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
        pairs = tuple(sorted(zip(map(_why, rows.itertuples()), rows["metric"], strict=True)))
        alike.setdefault(pairs, []).append(name)
    found = [Gap(names, _by_reason(pairs)) for pairs, names in alike.items()]
    return sorted(found, key=lambda gap: (-gap.count, gap.names))


def _why(row) -> str:
    parts = getattr(row, "said", None)
    return from_json(parts if isinstance(parts, str) else None, row.why)


def _by_reason(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    missing: dict[str, list[str]] = {}
    for why, metric in pairs:
        missing.setdefault(why, []).append(metric_named(metric).title)
    return missing


def headline(gaps: list[Gap], known: pd.DataFrame) -> str:
    """Say how much of what can be said the connected exports allow."""
    every = len(catalogue())
    if known.empty:
        return _("{number} figures answer six questions", number=every)
    missing = Counter(
        title for gap in gaps for titles in gap.missing.values() for title in set(titles)
    )
    if not missing:
        return _("All {number} figures can be given", number=every)
    if len(known) > 1:
        return _of_every(every - len(missing), every)
    return _of_one(every - len(missing), every, plain(known["name"].iloc[0], _SHORT))


def _of_every(number: int, every: int) -> str:
    if not number:
        return _("None of {every} figures can be given for every community", every=every)
    return several_of(
        "{number} of {every} figures can be given for every community",
        "{number} of {every} figures can be given for every community",
        number,
        every=every,
    )


def _of_one(number: int, every: int, name: str) -> str:
    if not number:
        return _(
            "None of {every} figures can be given for {community}", every=every, community=name
        )
    return several_of(
        "{number} of {every} figures can be given for {community}",
        "{number} of {every} figures can be given for {community}",
        number,
        every=every,
        community=name,
    )


def lead(known: pd.DataFrame) -> str:
    """Say what the page holds."""
    told = _(
        "Below stands for each figure what it asks, how it is computed, from how little it is "
        "never said, and what it cannot see. All of it comes from the declarations that compute "
        "the figures, so the words and the numbers cannot drift apart."
    )
    return told if not known.empty else " ".join([_("There are no data yet."), told])


def ways(known: pd.DataFrame) -> None:
    """Lead to the dimensions on this page, and to data where there are none."""
    with layout.sentences():
        if known.empty:
            st.page_link("pages/add_data.py", label=_(":primary[**Add your first export →**]"))
        links = [f"[{_(dimension)}](#{_anchor(dimension)})" for dimension in Dimension]
        links.append(f"[{_(beside.TITLE)}](#{_anchor(beside.TITLE)})")
        st.markdown(_("Go to: {links}", links=" · ".join(links)))


def principles() -> None:
    """Say what intervals mean and what no figure here can tell."""
    sure, never = st.columns(2, gap="large")
    sure.markdown(_("**What the intervals mean**") + f"  \n{_(SURE)}")
    said = _(NEVER, fewest=session.fewest())
    never.markdown(_("**What these figures cannot tell**") + f"  \n{said}")


def cannot(gaps: list[Gap]) -> None:
    """List what the exports cannot show, by community; equal gaps stand together."""
    every = len(catalogue())
    bare = [name for gap in gaps if gap.count == every for name in gap.names]
    if len(bare) > 1:
        gaps = [gap for gap in gaps if gap.count < every]
        told = _(
            "**{communities}**: none of the {every} figures can be given. Their own pages say why.",
            communities=_named(bare),
            every=every,
        )
        st.markdown(told)
    shown = gaps[:_MOST_GROUPS]
    with st.container(gap="xsmall"):
        for gap in shown:
            _gap(gap)
    if len(gaps) > len(shown):
        rest = sum(len(gap.names) for gap in gaps[_MOST_GROUPS:])
        st.caption(
            several_of(
                "{number} community lacks less; its own page says what.",
                "{number} communities lack less; their own pages say what.",
                rest,
            )
        )


def _gap(gap: Gap) -> None:
    label = several_of(
        "**{communities}**: {number} figure missing",
        "**{communities}**: {number} figures missing",
        gap.count,
        communities=_named(gap.names),
    )
    with st.expander(label, expanded=bool(layout.is_printed())), layout.sentences():
        for why, titles in gap.missing.items():
            figures = words.listed([_(title) for title in titles])
            st.markdown(f":gray[○] {words.sentence(_(why))}  \n{figures}.")


def _named(names: list[str]) -> str:
    shown = [f"\u2068{plain(name, _SHORT)}\u2069" for name in names[:_MOST_NAMES]]
    more = len(names) - len(shown)
    rest = _("{number} more", number=words.count(more))
    return words.listed([*shown, rest] if more else shown)


def every() -> None:
    """Show all figures by dimension, then the warnings beside them."""
    declared = session.once(lambda: {one.name: _fields(one) for one in catalogue()}, "declared")
    for dimension in (*Dimension, None):
        with st.container(gap="xsmall"):
            st.space("xsmall")
            title = dimension or beside.TITLE
            st.header(_(title), anchor=_anchor(title), divider="gray")
            st.caption(_(QUESTIONS[dimension] if dimension else beside.QUESTION))
            for metric in headlines(dimension):
                _metric(metric, declared)


def _anchor(title: str) -> str:
    return f"about-{title.lower().replace(' ', '-')}"


def _metric(metric: Metric, declared: dict[str, dict[str, str]]) -> None:
    """Show a headline figure with its further ones, folded."""
    further = [one for one in catalogue() if one.name.startswith(f"{metric.name}.")]
    label = f"**{_(metric.title)}**: {_(metric.question)}"
    with st.expander(label, expanded=bool(layout.is_printed())):
        known = declared[metric.name]
        _write_out(known, {})
        for one in further:
            st.divider()
            st.markdown(f"**{_(one.title)}**: {_(one.question)}")
            _write_out(declared[one.name], known)


def _write_out(fields: dict[str, str], known: dict[str, str]) -> None:
    """Write a declaration out; of a further figure only what differs from its headline."""
    grid = st.grid(2, min_column_width=320, gap="medium")
    for name, text in fields.items():
        if known.get(name) != text:
            grid.markdown(f"**{name}**  \n{text}")


def _fields(metric: Metric) -> dict[str, str]:
    example = _EXAMPLES[metric.unit]
    told = words.told(metric.unit, example, example * 0.8, example * 1.2)
    caveat = words.sentence(_(metric.caveat))
    return {
        _("What it may say"): _("“{finding}”", finding=_(metric.finding).format(told)),
        _("How it is computed"): _(metric.formula),
        _("Said only from"): _(
            "{number} {of}, and only from {people} people or more",
            number=metric.minimum,
            of=_(metric.minimum_of),
            people=metric.minimum_people,
        ),
        _("The export must say"): words.sentence(words.listed([_(one) for one in metric.needs])),
        _("What it cannot see"): f"{_(metric.blind_spot)} {caveat}".strip(),
        _("Where it comes from"): _(metric.source),
        _("Bounds"): _bounds(metric),
        _("Worth acting on"): _worth(metric),
        _("How often the interval holds"): _held(metric),
    }


def _worth(metric: Metric) -> str:
    """Say how large a difference has to be before it is a reason to do something else."""
    if metric.worth_acting_on is None:
        return _("Not settled: it has no interval, so that no difference can be judged.")
    scale = words.Scale.of(metric.unit, 1)
    return _(
        "A difference of {amount} or more. A starting value, not science.",
        amount=scale.goal(metric.worth_acting_on),
    )


def _held(metric: Metric) -> str:
    """Say how often the interval held the truth in communities drawn by chance."""
    tried = coverage_of(metric.name)
    if tried.empty:
        return _("It has no interval, or nobody has tried yet how often that holds the truth.")
    told = _(
        "In communities drawn by chance, of {units} {of}, the 95 % interval held the truth "
        "{times} times in 100.",
        units=words.listed([words.count(number) for number in tried["units"]]),
        of=_(metric.minimum_of),
        times=words.listed([f"{100 * share:.0f}" for share in tried["coverage"]]),
    )
    if (tried["coverage"] > WIDE).any():
        return " ".join([told, _("Above 97 it is wider than it need be.")])
    return told


def _bounds(metric: Metric) -> str:
    """Write the bounds in force as sentences, with the kinds that have others, and whose they are.

    Those that hold where the kind of a community is not said come first.
    """
    in_force = session.bounds()
    general = in_force.of(metric.name)
    by_kind = {kind: in_force.of(metric.name, kind) for kind in KINDS}
    others = {
        kind: one for kind, one in by_kind.items() if one != general or one.is_own != general.is_own
    }
    every = [general, *by_kind.values()]
    if not any(every) and not any(one.is_own for one in every):
        return _("None: research gives no value at which healthy begins.")
    told = [_levels(metric, general)]
    told += [f"{_(KINDS[kind])}: {_levels(metric, one)}" for kind, one in others.items()]
    is_own = any(one.is_own for one in every)
    worth = _(_SOME_OWN) if is_own else bounds.worth(general)
    return " ".join([*map(words.sentence, told), _(_HEALTHY[metric.direction]), worth])


def _levels(metric: Metric, judged_by: Bounds) -> str:
    """Write bounds, and where they are the organisation's own."""
    if not judged_by:
        told = _("not judged")
    else:
        told = bounds.listed(judged_by, words.Scale.of(metric.unit, 1))
    return _("{bounds} (your organisation’s own)", bounds=told) if judged_by.is_own else told
