"""All communities at a glance: a row for each, the neediest first."""

from collections import Counter
from math import isnan

import numpy as np
import pandas as pd
import streamlit as st

from data.said import later
from metrics.metric import Dimension, Grain, Metric, Standing
from pages.parts import filters, layout, marks, timelines, turns, words
from pages.parts.dimensions import kind_and_size
from pages.parts.language import _
from pages.parts.measures import Measures
from pages.parts.need import Found, One, recent
from pages.parts.plain import literal
from pages.parts.standings import Stand, headline, headlines

_ROWS = 20
_LINKS = 40
_LINE = {
    "month": later("Line: {measure}, last {number} months, 95 % interval"),
    "quarter": later("Line: {measure}, last {number} quarters, 95 % interval"),
    "year": later("Line: {measure}, last {number} years, 95 % interval"),
}
_OVER = {
    "quarter": later("Over a quarter, {some} can be told"),
    "year": later("Over a year, {some} can be told"),
    "all": later("Over the whole time, {some} can be told"),
}
_ORDER = later(
    "The neediest first, by how many marks say at risk or fell; among as many, what fell lately "
    "before what has long been so, since it can still be saved; then by how many say watch."
)


def line_is(found: Found) -> str:
    """Say what the small lines are."""
    if found.line is None or found.grain == "all":
        return ""
    measure = _(found.line.title).lower()
    return _(_LINE[found.grain], measure=measure, number=turns.PERIODS)


def show(found: Found) -> None:
    """Show a row for each community of which something can be said, by need, some at a time."""
    layout.section(_("Where each one stands"))
    marks.key(line_is(found), any(one.turn.broke for one in found.told))
    shared = _shared(found.told)
    otherwise = _(
        "Where a row does not say otherwise – {reasons}", reasons=" ".join(_by_reason(shared))
    )
    told = [_(_ORDER) if len(found.needy) > 1 else "", otherwise if shared else ""]
    if any(told):
        st.caption("  \n".join(filter(None, told)))
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


def _by_reason(reasons: dict[Dimension, str]) -> list[str]:
    """Return the reasons as sentences, each with the names of the dimensions it is said of."""
    names: dict[str, list[str]] = {}
    for dimension, reason in reasons.items():
        names.setdefault(reason, []).append(_(dimension))
    return [f"{words.listed(some)}: {words.sentence(reason)}" for reason, some in names.items()]


def _row(one: One, found: Found, shared: dict[Dimension, str]) -> None:
    """Show a community: its finding, its six marks and why some are missing, its small line."""
    across = st.container(horizontal=True, gap="medium", vertical_alignment="center")
    says, dimensions, line = (across.container(width=width) for width in (344, 544, 160))
    with says.container(gap="xxsmall"):
        st.subheader(one.name, anchor=False)
        turned = turns.said([one.turn.fall, one.turn.rise])
        st.markdown(f"{headline([*one.minded, *one.warned])} {turned}")
        marks.warnings(one.warned)
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            when = words.period(one.period, found.grain)
            st.caption(f"{kind_and_size(one.community)} · {when}", width="content")
            _link(one, _("Look closer →"))
    with dimensions.container(gap="xsmall"):
        marks.strip(one.standing, one.turn.broke)
        own = {
            stand.dimension: stand.reason
            for stand in one.standing
            if stand.reason and stand.reason != shared.get(stand.dimension)
        }
        if own:
            st.caption(" ".join(_by_reason(own)))
    with line:
        _spark(one, found)


@st.fragment
def _popover(found: Found) -> None:
    """Offer what the marks and lines are, and all of them as a table."""
    details = layout.details(_("About these marks and lines"), "about marks")
    if details is None:
        return
    with details:
        st.markdown(
            _(
                "A mark is the worst that any main figure of a dimension claims. A figure claims "
                "something only where its whole 95 % interval lies on one side of a bound."
            )
            + f" {_whose(found)}"
        )
        st.markdown(
            _(
                "“Fell” marks a dimension of which a main figure was healthy within the last eight "
                "periods and has fallen beyond a bound since; it counts as at risk, also where "
                "too little is left to judge. Communities stand by how many dimensions are at "
                "risk; among as many, what fell goes first, since it can still be saved; then by "
                "how many are to be watched."
            )
        )
        st.markdown(
            _(
                "A fall is told only where the two intervals do not touch, and where that holds "
                "for all figures looked at together: of the changes found by this rule, about "
                "1 in 20 at most is chance (Benjamini and Hochberg)."
            )
        )
        if found.line:
            _about(found.line)
        table = _table(found)
        said = table.assign(**{name: table[name].map(_) for name in Dimension}).rename(columns=_)
        st.dataframe(said, hide_index=True, alt=_("How each community stands"), key="stands")
        layout.download(table, f"communities by {found.grain}")


def _whose(found: Found) -> str:
    """Say whose the bounds are that these communities are judged by."""
    every = (*found.told, *found.untold)
    if any(row.bounds.is_own for one in every for row in one.now.values()):
        return _(
            "Some bounds are your organisation’s own, the others starting values; not science."
        )
    return _("The bounds are starting values, not science.")


def _about(line: Metric) -> None:
    parts = {
        _("The line: {question}", question=_(line.question)): _(line.formula),
        _("What it cannot see"): _(line.blind_spot),
        _("Where it comes from"): _(line.source),
    }
    st.markdown("\n\n".join(f"**{head}**  \n{text}" for head, text in parts.items()))


def _table(found: Found) -> pd.DataFrame:
    """Return how each community stands, one row each; columns and standings are in English."""
    return pd.DataFrame(
        [
            {
                later("community"): literal(one.community.name),
                later("period"): words.period(one.period, found.grain),
            }
            | {str(stand.dimension): str(stand.standing) for stand in one.standing}
            for one in (*found.told, *found.untold)
        ]
    )


def untold(found: Found, longer: dict[Grain, dict[str, Measures]]) -> None:
    """Show the communities of which nothing can be said, together by what is missing.

    ``longer`` are the measures of longer periods, to offer where they say more.
    """
    by_need: dict[str, list[One]] = {}
    for one in found.untold:
        by_need.setdefault(_need(one), []).append(one)
    for need_of_all, group in sorted(by_need.items(), key=lambda pair: -len(pair[1])):
        reasons = {_reason(one) for one in group}
        with st.container(gap="xxsmall"):
            st.markdown(f":gray[○] {reasons.pop() if len(reasons) == 1 else need_of_all}")
            with st.container(horizontal=True, gap="xxsmall"):
                for one in group[:_LINKS]:
                    _link(one, one.name)
                if len(group) > _LINKS:
                    st.caption(
                        _("and {number} more", number=words.count(len(group) - _LINKS)),
                        width="content",
                    )
    _offer(found, longer)


def _offer(found: Found, longer: dict[Grain, dict[str, Measures]]) -> None:
    """Offer the shortest longer period in which more can be said."""
    names = {one.community.name for one in found.untold}
    for grain, measures in longer.items():
        there = [here.rows for name, here in measures.items() if name in names]
        number = sum(bool((rows["standing"] != Standing.UNSAID).any()) for rows in there)
        if number:
            label = _(_OVER[grain], some=words.some(number, len(names)))
            where = filters.address(grain)
            st.page_link("pages/overview.py", label=f":primary[{label} →]", query_params=where)
            return


def _reason(one: One) -> str:
    """Say what is missing first; the page of the community says the rest."""
    return words.sentence(next(s.reason for s in one.standing if headlines(s.dimension)))


def _need(one: One) -> str:
    """Say what is missing first, without how much of it there is, which differs from one to one."""
    return words.sentence(_reason(one).partition(";")[0])


def _link(one: One, label: str) -> None:
    where = {"community": one.community.name}
    st.page_link("pages/community.py", label=f":primary[{label}]", query_params=where)


def _spark(one: One, found: Found) -> None:
    if found.line is None:
        st.caption(_("No line: there is no figure over time yet."))
        return
    each = recent(one, found.line)
    values = [row for row in each if not isnan(row.value)]
    if not values:
        st.caption(_("No line: {reason}.", reason=words.reason(each[-1])))
        return
    scale = words.Scale.of(found.line.unit, np.median([row.value for row in values]))
    now = values[-1]
    said = scale.amount(now.value, now.low, now.high)
    when = words.period(now.period, found.grain)
    alt = f"{_(found.line.title)}, {when}: {said} ({scale.span(now.low, now.high)})"
    layout.draw(
        timelines.spark(each, scale, found.grain),
        alt,
        f"line {one.community.name}",
        static=True,
    )
