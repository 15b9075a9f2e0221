"""All communities at a glance: the finding about the whole, and a row for each."""

from collections import Counter
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from metrics import catalogue
from metrics.metric import Dimension, Direction, Grain, Metric, Standing, Status
from pages.parts import charts, filters, layout, marks, words
from pages.parts.dimensions import kind_and_size
from pages.parts.plain import literal, plain
from pages.parts.standings import (
    Stand,
    headlines,
    is_known,
    is_needy,
    need,
    newest,
    stands,
)
from pages.parts.standings import (
    headline as headline_of,
)

_LINE_PERIODS = 8
_ROWS = 20
_LINKS = 40
_NAMED = 3
_MAIN = tuple(one for one in catalogue() if one.is_headline)


@dataclass(frozen=True)
class One:
    """A community at a glance: its row, its measures, and how it stands in its newest period."""

    community: object
    rows: pd.DataFrame
    period: pd.Timestamp
    standing: list[Stand]

    @property
    def fall(self) -> str:
        """Say which main figure fell most over the last periods, if any did by more than chance."""
        told = [fall for metric in _MAIN if (fall := _fall(self, metric))]
        return max(told)[1] if told else ""

    @property
    def name(self) -> str:
        """Return its name so that markdown shows it as text."""
        return plain(self.community.name)


@dataclass(frozen=True)
class Found:
    """What was found: those of whom something can be said by need, the others by name."""

    grain: Grain
    told: list[One]
    untold: list[One]
    line: Metric | None

    @property
    def needy(self) -> list[One]:
        """Return the communities that need a look, the neediest first."""
        return [one for one in self.told if is_needy(one.standing) or one.fall]


def found(communities: pd.DataFrame, measures: pd.DataFrame, grain: Grain) -> Found:
    """Put the communities in the order of their need."""
    by_name = dict(list(measures.groupby("community")))
    every = [
        _one(row, by_name[row.name]) for row in communities.itertuples(index=False)
        if row.name in by_name
    ]  # fmt: skip
    told = [one for one in every if is_known(one.standing)]
    told.sort(key=lambda one: (not is_needy(one.standing), not one.fall, need(one.standing)))
    untold = [one for one in every if not is_known(one.standing)]
    return Found(grain, told, untold, _line(told))


def _one(community, rows: pd.DataFrame) -> One:
    period = newest(rows)
    return One(community, rows, period, stands(rows[rows["period"] == period]))


def _fall(one: One, metric: Metric) -> tuple[float, str] | None:
    """Return by which factor a figure fell since the first of the last periods, and say it.

    None where it did not fall, or where the two intervals touch.
    """
    values = _values(one, metric)
    if len(values) < 2 or metric.direction != Direction.HIGHER:
        return None
    was, now = values.iloc[0], values.iloc[-1]
    if not now["high"] < was["low"]:
        return None
    ends = [words.told(metric.unit, *end[["value", "low", "high"]]) for end in (was, now)]
    said = f"{metric.title.lower()} fell from {ends[0]} to {ends[1]}"
    return was["value"] / max(now["value"], 1e-9), said


def _line(told: list[One]) -> Metric | None:
    """Choose the measure for the small lines: the one known of most communities, dialogue first."""
    order = list(Dimension)
    main = [one for one in catalogue() if one.is_headline]
    main.sort(key=lambda metric: order.index(metric.dimension))
    known = {metric: sum(len(_values(one, metric)) > 1 for one in told) for metric in main}
    best = max(main, key=known.get, default=None)
    return best if best is not None and known[best] else None


def _values(one: One, metric: Metric) -> pd.DataFrame:
    rows = one.rows[one.rows["metric"] == metric.name]
    upto = rows[rows["period"] <= one.period].tail(_LINE_PERIODS)
    return upto[upto["status"] == Status.MEASURED]


def kicker(found: Found) -> str:
    """Say in one small line what the page is about."""
    number = len(found.told) + len(found.untold)
    many = f"{words.spelled(number)} communities" if number > 1 else "one community"
    span = "over the whole time"
    if found.grain != "all":
        each = "each in its" if number > 1 else "in its"
        span = f"{each} latest {found.grain} with a figure"
    return f"{many[:1].upper()}{many[1:]}, {span}"


def headline(found: Found) -> str:
    """Say the one finding about the whole."""
    number, needy = len(found.told) + len(found.untold), len(found.needy)
    if not found.told:
        who = "the communities are" if number > 1 else f"{found.untold[0].name} is"
        return f"There is too little yet to say how {who} doing"
    if number == 1:
        return f"{found.told[0].name} {'needs a look' if needy else 'shows no warning'}"
    if not needy:
        return f"None of {words.spelled(number)} communities shows a warning"
    verb = "needs" if needy == 1 else "need"
    of = f"{words.some(needy, number)} communities {verb} a look"
    return of[:1].upper() + of[1:]


def lead(found: Found) -> str:
    """Say which community needs a look most and why, and how the others do."""
    if not found.told:
        return "What is missing stands below."
    said = []
    if found.needy:
        first, *more = found.needy
        needs = "needs it most" if more else "is the one"
        said.append(f"**{first.name}** {needs}: {_warnings(first)}.")
        names = [f"**{one.name}**: {_warnings(one)}" for one in more[:_NAMED]]
        said += [f"{name}." for name in names]
        others = len(more) - _NAMED
        if others > 0:
            needs = "needs" if others == 1 else "need"
            said.append(f"{words.spelled(others).capitalize()} more {needs} a look.")
    else:
        said.append("No figure lies with its whole interval beyond a bound.")
    calm = len(found.told) - len(found.needy)
    if calm and found.needy:
        shows = "shows no warning" if calm == 1 else "show no warning"
        said.append(f"{words.spelled(calm).capitalize()} {shows}.")
    if found.untold:
        is_are = "is" if len(found.untold) == 1 else "are"
        number = words.spelled(len(found.untold))
        said.append(f"Of {number} there {is_are} too little to say; the reasons stand below.")
    return " ".join(said)


def _warnings(one: One) -> str:
    needy = [stand for stand in one.standing if is_needy([stand])]
    told = [f"{stand.sign} ({stand.figure})" for stand in needy]
    return words.listed([*told, *([one.fall] if one.fall else [])])


def line_is(found: Found) -> str:
    """Say what the small lines are."""
    if found.line is None or found.grain == "all":
        return ""
    return f"Line: {found.line.title.lower()}, last {_LINE_PERIODS} {found.grain}s, 95 % interval"


def show(found: Found) -> None:
    """Show a row for each community of which something can be said, by need, some at a time."""
    layout.section("Where each one stands")
    marks.key(line_is(found))
    shared = _shared(found.told)
    if shared:
        told = [f"{names}: {reason}" for reason, names in _by_reason(shared).items()]
        st.caption(f"Where a row does not say otherwise – {' '.join(told)}")
    pages = -(-len(found.told) // _ROWS)
    at = st.pagination(pages, key="rows", bind="query-params") if pages > 1 else 1
    with st.container(gap=None):
        for number, one in enumerate(found.told[(at - 1) * _ROWS : at * _ROWS]):
            if number:
                st.divider()
            _row(one, found, shared)
    _popover(found)


def _shared(told: list[One]) -> dict[Dimension, str]:
    """Return why a dimension cannot be told, where that is the same for most communities."""
    shared = {}
    for dimension in Dimension:
        reasons = Counter(_of(one, dimension).reason for one in told)
        reason, number = reasons.most_common(1)[0]
        if reason and number * 2 > len(told) > 1:
            shared[dimension] = reason
    return shared


def _of(one: One, dimension: Dimension) -> Stand:
    return next(stand for stand in one.standing if stand.dimension == dimension)


def _by_reason(reasons: dict[Dimension, str]) -> dict[str, str]:
    """Return the reasons as sentences, each with the names of the dimensions it is said of."""
    names: dict[str, list[str]] = {}
    for dimension, reason in reasons.items():
        names.setdefault(reason, []).append(str(dimension))
    return {words.sentence(reason): words.listed(some) for reason, some in names.items()}


def _row(one: One, found: Found, shared: dict[Dimension, str]) -> None:
    """Show a community: its finding, its six marks and why some are missing, its small line."""
    across = st.container(horizontal=True, gap="medium", vertical_alignment="center")
    says, dimensions, line = (across.container(width=width) for width in (344, 544, 160))
    with says.container(gap="xxsmall"):
        st.subheader(one.name, anchor=False)
        fall = f" {words.sentence(one.fall)}" if one.fall else ""
        st.markdown(headline_of(one.standing) + fall)
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            when = words.period(one.period, found.grain)
            st.caption(f"{kind_and_size(one.community)} · {when}", width="content")
            _link(one, "Look closer →")
    with dimensions.container(gap="xsmall"):
        marks.strip(one.standing)
        own = {
            stand.dimension: stand.reason
            for stand in one.standing
            if stand.reason and stand.reason != shared.get(stand.dimension)
        }
        told = [f"{names}: {reason}" for reason, names in _by_reason(own).items()]
        if told:
            st.caption(" ".join(told))
    with line:
        _spark(one, found)


@st.fragment
def _popover(found: Found) -> None:
    """Offer what the marks and lines are, and all of them as a table."""
    if layout.is_printed():
        return
    label = ":primary[About these marks and lines]"
    opened = st.popover(label, type="tertiary", key="about marks", on_change="rerun")
    if opened.open:
        with opened:
            st.markdown(
                "A mark is the worst that any main figure of a dimension claims. A figure claims "
                "something only where its whole 95 % interval lies on one side of a bound. "
                "The bounds are starting values, not science."
            )
            if found.line:
                line = found.line
                st.markdown(
                    f"**The line: {line.question}**  \n{line.formula}\n\n"
                    f"**What it cannot see**  \n{line.blind_spot}\n\n"
                    f"**Where it comes from**  \n{line.source}"
                )
            table = _table(found)
            st.dataframe(table, hide_index=True, alt="How each community stands", key="stands")
            layout.download(table, f"communities by {found.grain}")


def _table(found: Found) -> pd.DataFrame:
    """Return how each community stands, one row each."""
    return pd.DataFrame(
        [
            {
                "community": literal(one.community.name),
                "period": words.period(one.period, found.grain),
            }
            | {str(stand.dimension): str(stand.standing) for stand in one.standing}
            for one in (*found.told, *found.untold)
        ]
    )


def untold(found: Found, longer: dict[Grain, pd.DataFrame]) -> None:
    """Show the communities of which nothing can be said, together by what is missing.

    ``longer`` are the measures of longer periods, to offer where they say more.
    """
    by_reason: dict[str, list[One]] = {}
    for one in found.untold:
        by_reason.setdefault(_reason(one), []).append(one)
    for reason, group in sorted(by_reason.items(), key=lambda pair: -len(pair[1])):
        with st.container(gap="xxsmall"):
            st.markdown(f":gray[○] {reason}")
            with st.container(horizontal=True, gap="xxsmall"):
                for one in group[:_LINKS]:
                    _link(one, one.name)
                if len(group) > _LINKS:
                    st.caption(f"and {words.count(len(group) - _LINKS)} more", width="content")
    _offer(found, longer)


def _offer(found: Found, longer: dict[Grain, pd.DataFrame]) -> None:
    """Offer the shortest longer period in which more can be said."""
    names = {one.community.name for one in found.untold}
    for grain, rows in longer.items():
        judged = rows[rows["community"].isin(names) & (rows["standing"] != Standing.UNSAID)]
        number = judged["community"].nunique()
        if number:
            span = "the whole time" if grain == "all" else f"a {grain}"
            label = f"Over {span}, {words.some(number, len(names))} can be told"
            where = filters.address(grain)
            st.page_link("pages/overview.py", label=f":primary[{label} →]", query_params=where)
            return


def _reason(one: One) -> str:
    """Say what is missing first; the page of the community says the rest."""
    return words.sentence(next(s.reason for s in one.standing if headlines(s.dimension)))


def _link(one: One, label: str) -> None:
    where = {"community": one.community.name}
    st.page_link("pages/community.py", label=f":primary[{label}]", query_params=where)


def _spark(one: One, found: Found) -> None:
    if found.line is None:
        st.caption("No line: there is no figure over time yet.")
        return
    rows = one.rows[one.rows["metric"] == found.line.name]
    rows = rows[rows["period"] <= one.period].tail(_LINE_PERIODS)
    values = rows.dropna(subset="value")
    if values.empty:
        st.caption(f"No line: {rows.iloc[-1]['why']}.")
        return
    scale = words.Scale.of(found.line.unit, values["value"].median())
    now = values.iloc[-1]
    said = scale.amount(now["value"], now["low"], now["high"])
    alt = f"{found.line.title}: {said} ({scale.span(now['low'], now['high'])})"
    layout.draw(charts.spark(rows, scale), alt, f"line {one.community.name}", static=True)
