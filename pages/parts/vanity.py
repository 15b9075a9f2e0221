"""Activity figures, apart and greyed: what they would have said, and why that misleads."""

from math import isnan

import pandas as pd
import streamlit as st

from data.said import later
from metrics import catalogue
from metrics.metric import Dimension, Metric
from pages.parts import charts, layout, words
from pages.parts.language import _
from pages.parts.need import Found
from pages.parts.plain import literal, plain

_MOST_LINES, _NAMED = 8, 3
_FIGURES = {
    "posts": later("posts"),
    "reactions": later("reactions"),
    "people": later("active members"),
}
_SIDE_BY_SIDE = {
    "month": later("Ranked by number of posts, and by “{measure}”, in the same month"),
    "quarter": later("Ranked by number of posts, and by “{measure}”, in the same quarter"),
    "year": later("Ranked by number of posts, and by “{measure}”, in the same year"),
    "all": later("Ranked by number of posts, and by “{measure}”, in the same time"),
}


def show(found: Found, volumes: pd.DataFrame) -> None:
    """Show the sums that reports usually hold, beside the order by dialogue.

    ``volumes`` are the activity figures of the grain: community, period, posts, reactions, people.
    """
    active = _active(found, volumes)
    numbers, picture = st.columns([2, 3], gap="large")
    with numbers.container(horizontal=True, gap="large"):
        for column, label in _FIGURES.items():
            total = words.count(active[column].sum())
            st.metric(f":gray[{_(label)}]", f":gray[{total}]", width="content")
    metric = _dialogue(found)
    rows = _contrasts(found, metric, active["posts"]) if metric else []
    with numbers:
        st.markdown(_said(rows, metric))
        st.caption(_("Somebody active in two communities is counted in both."))
    if len(rows) > 1:
        with picture:
            st.caption(_(_SIDE_BY_SIDE[found.grain], measure=_(metric.title).lower()))
            scale = words.Scale.of(metric.unit, rows[0].value)
            figure = charts.slope(rows, scale, _(metric.title))
            layout.draw(figure, _("The order by posts beside the order by dialogue"), "slope")
            _unranked(found, metric)
    _popover(found, active, metric, rows)


@st.fragment
def _popover(
    found: Found, active: pd.DataFrame, metric: Metric | None, rows: list[charts.Contrast]
) -> None:
    """Offer what these figures are, and all of them as a table."""
    details = layout.details(_("About these figures"), "about activity")
    if details is None:
        return
    with details:
        st.markdown(
            _(
                "Posts, reactions and people who wrote, each community in the period it is judged "
                "by. Fewer than five people are not counted out."
            )
        )
        table = _table(active, metric, rows)
        said = table.rename(columns=_)
        st.dataframe(said, hide_index=True, alt=_("Activity by community"), key="activity")
        layout.picture("slope")
        layout.download(table, f"activity by {found.grain}")


def _table(
    active: pd.DataFrame, metric: Metric | None, rows: list[charts.Contrast]
) -> pd.DataFrame:
    columns = [later("community"), later("posts"), later("reactions"), later("people")]
    told = active.reset_index()[columns]
    told["community"] = told["community"].map(literal)
    if metric is not None:
        values = {literal(row.name): row.value for row in rows}
        told[metric.title] = told["community"].map(values)
    return told


def _dialogue(found: Found) -> Metric | None:
    """Choose the measure of dialogue that most communities have in common."""
    main = [one for one in catalogue() if one.is_headline and one.dimension == Dimension.DIALOGUE]
    return max(main, key=lambda metric: len(_measured(found, metric)), default=None)


def _measured(found: Found, metric: Metric) -> list:
    every = [(one, one.now.get(metric.name)) for one in (*found.told, *found.untold)]
    return [(one, row) for one, row in every if row is not None and not isnan(row.value)]


def _active(found: Found, volumes: pd.DataFrame) -> pd.DataFrame:
    """Return the activity of each community in the period it is judged by, by its name."""
    judged = {one.community.name: one.period for one in (*found.told, *found.untold)}
    here = volumes[volumes["period"] == volumes["community"].map(judged)]
    return here.set_index("community")


def _unranked(found: Found, metric: Metric) -> None:
    """Name those of which too little is known to stand in the order."""
    ranked = [one for one, _row in _measured(found, metric)]
    missing = [one.name for one in (*found.told, *found.untold) if one not in ranked]
    if missing:
        rest = [_("{number} more", number=words.count(len(missing) - _NAMED))]
        named = words.listed([*missing[:_NAMED], *(rest if len(missing) > _NAMED else [])])
        st.caption(_("Too little is known to rank: {communities}.", communities=named))


def _contrasts(found: Found, metric: Metric, posts: pd.Series) -> list[charts.Contrast]:
    rows = [
        (one.community.name, int(posts[one.community.name]), row.value, row.low, row.high)
        for one, row in _measured(found, metric)
    ]
    rows = sorted(rows, key=lambda row: -row[1])[:_MOST_LINES]
    strong = _apart(rows)
    return [charts.Contrast(*row, is_strong=row[0] in strong) for row in rows]


def _apart(rows: list[tuple]) -> set[str]:
    """Return the loudest community and the one that talks most, where they really differ."""
    if len(rows) < 2:
        return set()
    loudest, best = max(rows, key=lambda row: row[1]), max(rows, key=lambda row: row[2])
    return {loudest[0], best[0]} if loudest[4] < best[3] else set()


def _said(rows: list[charts.Contrast], metric: Metric | None) -> str:
    plainly = _(
        "Activity figures count noise and talk alike, so nothing on this page is judged by them."
    )
    strong = sorted((row for row in rows if row.is_strong), key=lambda row: -row.posts)
    if len(strong) == 2:
        loud, best = strong
        apart = _(
            "**{loudest}** has the most posts, but people talk with each other far less there than "
            "in **{best}** ({measure}: {less} against {more}).",
            loudest=plain(loud.name),
            best=plain(best.name),
            measure=_(metric.title).lower(),
            less=words.told(metric.unit, loud.value, loud.low, loud.high),
            more=words.told(metric.unit, best.value, best.low, best.high),
        )
        return f"{apart} {plainly}"
    return plainly
