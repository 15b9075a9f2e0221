"""Did it help? What changed around an event, beyond what changed where it did not happen."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data.said import later
from metrics import metric_named
from metrics.estimates.verdict import Verdict
from metrics.metric import Grain, Metric, Unit
from pages.parts import lanes, layout, words
from pages.parts.around import Around
from pages.parts.differences import by_how_much
from pages.parts.language import _, several_of
from pages.parts.plain import plain
from pages.parts.sides import isolated

_WHOLE = {
    "month": (later("{number} month"), later("{number} months")),
    "quarter": (later("{number} quarter"), later("{number} quarters")),
    "year": (later("{number} year"), later("{number} years")),
}
_NOT_YET = {
    "month": later("There is no whole month of data on either side of it."),
    "quarter": later(
        "There is no whole quarter of data on either side of it. Months, chosen above, may have "
        "one."
    ),
    "year": later(
        "There is no whole year of data on either side of it. Quarters, chosen above, may have one."
    ),
}
_WAYS = {
    1: later("Better than elsewhere"),
    -1: later("Worse than elsewhere"),
    0: later("Different from elsewhere, and neither end is better"),
}
_ALONE = {1: later("Better"), -1: later("Worse"), 0: later("Different")}
_MOST_LINES, _FEWEST_DRAWN, _MOST_DRAWN = 6, 4, 10


def show(found: Around) -> None:
    """Say whether it helped, what it was held against, and what changed by more than chance."""
    layout.opening(_kicker(found), _headline(found), _lead(found))
    if not found.can_be_told or found.rows.empty:
        return
    _changes(found)
    _chart(found)
    _table(found)


def _kicker(found: Around) -> str:
    name, day = isolated(plain(found.community)), words.day(found.event[0])
    return _("{community} · before and after {day}", community=name, day=day)


def _headline(found: Around) -> str:
    """Say in a sentence whether it helped."""
    if not found.can_be_told or found.rows.empty:
        return _("Whether {event} helped cannot be told", event=found.name)
    if not found.without:
        return _("Nobody can tell {event} from what changed everywhere", event=found.name)
    ways = {way: len(rows) for way, rows in found.by_way().items()}
    told = {"event": found.name, "judged": len(found.rows)}
    if ways[1] and ways[-1]:
        return _(
            "After {event}, {better} of {judged} main figures did better than elsewhere, and "
            "{worse} worse",
            better=ways[1],
            worse=ways[-1],
            **told,
        )
    if ways[1]:
        return several_of(
            "{event} may have helped: {number} of {judged} main figures did better than elsewhere",
            "{event} may have helped: {number} of {judged} main figures did better than elsewhere",
            ways[1],
            **told,
        )
    if ways[-1]:
        return several_of(
            "After {event}, {number} of {judged} main figures did worse than elsewhere",
            "After {event}, {number} of {judged} main figures did worse than elsewhere",
            ways[-1],
            **told,
        )
    if ways[0]:
        return several_of(
            "After {event}, {number} of {judged} main figures went another way than elsewhere",
            "After {event}, {number} of {judged} main figures went another way than elsewhere",
            ways[0],
            **told,
        )
    return _(
        "No sign that {event} helped or harmed: none of {judged} main figures changed otherwise "
        "than elsewhere by more than chance",
        **told,
    )


def _lead(found: Around) -> str:
    """Say what is held against what, and what else it may have been."""
    if not found.can_be_told:
        return _(_NOT_YET[found.grain])
    about = {"before": _span(found.before, found.grain), "after": _span(found.after, found.grain)}
    said = [_("Before: {before}. After: {after}.", **about)]
    if found.rows.empty:
        said.append(_("No main figure is known on both sides and elsewhere."))
        return " ".join(said)
    if found.without:
        said.append(
            several_of(
                "Held against {names}, where it did not happen.",
                "Held against {number} communities where it did not happen: {names}.",
                len(found.without),
                names=words.listed([isolated(plain(name)) for name in found.without]),
                number=words.spelled(len(found.without)),
            )
        )
    else:
        said.append(
            several_of(
                "There is no community in which it did not happen. Here, {number} of {judged} main "
                "figures changed by more than chance.",
                "There is no community in which it did not happen. Here, {number} of {judged} main "
                "figures changed by more than chance.",
                len(found.real),
                judged=len(found.rows),
            )
        )
    if found.also:
        names = words.listed([f"“{isolated(plain(name))}”" for _when, name in found.also])
        said.append(
            _("In that time {others} happened here, too: nobody can tell them apart.", others=names)
        )
    said.append(_("An event beside a change is a hint, not a cause."))
    return " ".join(said)


def _span(periods: Sequence[pd.Timestamp], grain: Grain) -> str:
    """Name the periods of a side: "four quarters, Q4 2024 to Q3 2025"."""
    first, last = words.period(periods[0], grain), words.period(periods[-1], grain)
    if len(periods) == 1:
        return first
    number = several_of(*_WHOLE[grain], len(periods), number=words.spelled(len(periods)))
    return _("{number}, {first} to {last}", number=number, first=first, last=last)


def _changes(found: Around) -> None:
    """Say of each figure that changed by more than chance from what to what, and elsewhere."""
    with layout.sentences("small"):
        for way, rows in found.by_way().items():
            if rows:
                title = _((_WAYS if found.without else _ALONE)[way])
                lines = "\n".join(f"- {_told(row, found)}" for row in rows[:_MOST_LINES])
                st.markdown(f"**{title}**\n\n{lines}")


def _told(row, found: Around) -> str:
    metric = metric_named(row.metric)
    scale = words.Scale.of(metric.unit, row.before)
    reach = (row.high - row.low) / 2  # so many digits as the change supports
    before, after = (
        words.told(metric.unit, end, end - reach, end + reach) for end in (row.before, row.after)
    )
    about = {"measure": _(metric.title), "before": before, "after": after}
    if not found.without:
        return _("**{measure}**: from {before} to {after}", **about)
    beyond = _by(metric, scale, row, "beyond")
    return _(
        "**{measure}**: from {before} to {after}; {beyond} beyond elsewhere", beyond=beyond, **about
    )


def _by(metric: Metric, scale: words.Scale, row, part: str) -> str:
    """Write a change: that of the community itself, that elsewhere, or what is beyond."""
    ends = ("change", "low", "high") if part == "change" else (part, f"{part}_low", f"{part}_high")
    values = [getattr(row, end) for end in ends]
    return by_how_much(metric, scale, *values) if pd.notna(values[0]) else "–"


def _chart(found: Around) -> None:
    """Draw the change here against that elsewhere: the gap between them is the finding."""
    shares = [row for row in found.rows.itertuples() if _unit(row) == Unit.SHARE]
    number = max(_FEWEST_DRAWN, sum(row.metric in set(found.real["metric"]) for row in shares))
    drawn = shares[: min(number, _MOST_DRAWN)]
    if not drawn or not found.without:
        return
    scale = words.Scale(100, _("point"), _("points"))
    st.caption(
        _(
            "Change in points of 100, here and elsewhere. Right: how far the change here lies "
            "beyond that elsewhere. Bars: 95 % intervals. Grey: may be chance."
        )
    )
    pairs = [
        lanes.Pair(
            _(metric_named(row.metric).title),
            (row.elsewhere, row.elsewhere_low, row.elsewhere_high),
            (row.change, row.low, row.high),
            _by(metric_named(row.metric), words.Scale.of(Unit.SHARE, 0), row, "beyond"),
            row.beyond_verdict == Verdict.REAL,
        )
        for row in drawn
    ]
    values = "; ".join(f"{pair.label}: {pair.note}" for pair in pairs)
    alt = _("How far each change lies beyond that elsewhere. {values}", values=values)
    names = (_("Elsewhere"), found.community)
    layout.draw(lanes.dumbbell(pairs, scale, names), alt, "before and after")


def _unit(row) -> Unit:
    return metric_named(row.metric).unit


def _table(found: Around) -> None:
    """Offer every main figure that can be judged, with how many periods it rests on."""
    details = layout.details(_("Show as table"), "table before and after")
    if details is None:
        return
    with details:
        st.caption(_("A side is the mean of the periods that have a figure."))
        lines = [_line(row, found) for row in found.rows.itertuples()]
        st.table(lines, border="horizontal", hide_index=True, alt=_("Before and after"))
        season = {_(note) for note in found.rows["note"] if note}
        if season:
            st.caption(words.sentence(max(season, key=len)))
        layout.download(found.rows, "before and after")


def _line(row, found: Around) -> dict[str, str]:
    metric = metric_named(row.metric)
    scale = words.Scale.of(metric.unit, row.before)
    rests = _(
        "{before} of {all_before} before, {after} of {all_after} after",
        before=row.periods_before,
        all_before=len(found.before),
        after=row.periods_after,
        all_after=len(found.after),
    )
    return {
        _("Measure"): _(metric.title),
        _("Change here"): _by(metric, scale, row, "change"),
        _("Elsewhere"): _by(metric, scale, row, "elsewhere"),
        _("Beyond elsewhere"): _by(metric, scale, row, "beyond"),
        _("Verdict"): _(getattr(row, f"{found.part}verdict")),
        _("Periods with a figure"): rests,
    }
