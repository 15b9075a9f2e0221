"""How deep conversations went, and the deepest of them."""

import pandas as pd

from metrics import metric_named
from pages.parts import charts, session, words
from pages.parts.dimensions import View
from pages.parts.evidence import COUNTED, Shown
from pages.parts.language import _, several_of


def deepest(view: View) -> Shown:
    """Return how deep conversations went; where only the opening is named, how long they are."""
    depths = session.conversation_depths(view.grain, view.community, view.period)
    when = words.period(view.period, view.grain)
    flat = view.reading(metric_named("dialogue_depth"))
    talks = int(depths.loc[depths["depth"] > 0, "threads"].sum())
    longest, depth = int(depths["posts"].max()), int(depths["depth"].max())
    is_deep = depth > 1
    headline = several_of(
        "The deepest conversation begun in {period} went {number} answer deep",
        "The deepest conversation begun in {period} went {number} answers deep",
        depth,
        period=when,
    )
    beyond = int(depths.loc[depths["depth"] > 1, "threads"].sum())
    lead = _(
        "{beyond} of {talks} conversations with an answer went beyond the first one.",
        beyond=words.count(beyond),
        talks=words.count(talks),
    )
    if not is_deep:
        headline = several_of(
            "The longest conversation begun in {period} has {number} post",
            "The longest conversation begun in {period} has {number} posts",
            longest,
            period=when,
        )
        lead = flat.why if not flat.is_given else ""
    top = range(min(depth, 6) + 1)
    bars = [
        charts.Bar(
            _levels(level, level == 6),
            int(depths.loc[_at(depths["depth"], level), "threads"].sum()),
            level > 1,
        )
        for level in top
    ]
    return Shown(
        view,
        headline,
        lead,
        sure=_(COUNTED),
        advice=_(metric_named("dialogue_depth").advice[0]) if is_deep and beyond < talks else "",
        facts=session.conversations(view.grain, view.community, view.period, "deepest"),
        caption=_("How many conversations went how many answers deep."),
        chart=(lambda: charts.bars(bars)) if is_deep else None,
        title=_("The deepest first") if is_deep else _("The longest first"),
        every=talks,
    )


def _at(depth: pd.Series, level: int) -> pd.Series:
    return depth >= level if level == 6 else depth == level


def _levels(level: int, is_last: bool) -> str:
    if not level:
        return _("no answer")
    if is_last:
        return _("{number} or more", number=level)
    return several_of("{number} deep", "{number} deep", level)
