"""What a comparison found: how many differences are more than chance, which, and since when."""

from dataclasses import dataclass
from math import isnan

import pandas as pd
import streamlit as st

from metrics import catalogue
from metrics.compare import Verdict, compare
from metrics.metric import Metric, Status, Unit
from pages.parts import charts, layout, session, words
from pages.parts.plain import plain
from pages.parts.sides import LENGTHS, Asked, Side

_FEWEST_PANELS, _MOST_PANELS = 3, 6
_BAND = "Band: 95 % interval. Gaps: not enough to say."
_NUMBERS = ("difference", "low", "high", "p", "q")
_MINUS = "\u2212"


@dataclass(frozen=True)
class Measured:
    """A metric on all sides: a row for each, and what became of each difference from the first."""

    metric: Metric
    rows: list
    results: list
    scale: words.Scale

    @property
    def is_comparable(self) -> bool:
        """Return whether any difference could be judged."""
        return any(one.verdict != Verdict.UNKNOWN for one in self.results)

    @property
    def is_real(self) -> bool:
        """Return whether any difference is more than chance."""
        return any(one.verdict == Verdict.REAL for one in self.results)

    @property
    def clearest(self):
        """Return the result that is the least likely to be chance."""
        return min(self.results, key=lambda one: (isnan(one.p), one.p))

    def note(self, result) -> str:
        """Write a difference with its interval: "+27 (+22 to +31)"."""
        by, ends = words.Scale(self.scale.factor, ""), (result.low, result.high)
        finer = 1 if self.metric.unit == Unit.SHARE else 3  # so that an end is not rounded to 0
        wide = (0, (result.high - result.low) / finer)
        signed = [_signed(by, end, *wide) for end in (result.difference, *ends)]
        return f"{signed[0]} ({signed[1]} to {signed[2]})"

    def value(self, at: int) -> str:
        """Write the value of a side with its interval, or why there is none."""
        row = self.rows[at]
        if row.status != Status.MEASURED:
            return words.sentence(row.why)
        return _told(row, self.scale)


@dataclass(frozen=True)
class Found:
    """All metrics of a comparison: the real differences first, the clearest on top."""

    asked: Asked
    measured: list[Measured]

    @property
    def comparable(self) -> list[Measured]:
        """Return the metrics with a difference that could be judged."""
        return [one for one in self.measured if one.is_comparable]

    @property
    def results(self) -> list:
        """Return every difference that could be judged."""
        every = [result for one in self.measured for result in one.results]
        return [one for one in every if one.verdict != Verdict.UNKNOWN]

    @property
    def real(self) -> list:
        """Return every difference that is more than chance."""
        return [one for one in self.results if one.verdict == Verdict.REAL]

    @property
    def is_pair(self) -> bool:
        """Return whether there are only two sides."""
        return len(self.asked.sides) == 2


def found(asked: Asked) -> Found:
    """Compare every side with the first, on every metric."""
    results = compare(*(side.rows for side in asked.sides))
    by_metric = {name: list(rows.itertuples()) for name, rows in results.groupby("metric")}
    rows = [{row.metric: row for row in side.rows.itertuples()} for side in asked.sides]
    every = [
        _measured(metric, [side[metric.name] for side in rows], by_metric[metric.name])
        for metric in catalogue()
    ]
    every.sort(key=lambda one: (not one.is_real, not one.is_comparable, one.clearest.p))
    return Found(asked, every)


def _measured(metric: Metric, rows: list, results: list) -> Measured:
    typical = pd.Series([row.value for row in rows], dtype=float).median()
    return Measured(metric, rows, results, words.Scale.of(metric.unit, typical))


def headline(found: Found) -> str:
    """Say how many differences are more than chance."""
    real, every = len(found.real), len(found.results)
    if not every:
        return "There is nothing that can be compared here"
    if every == 1:
        return f"The one difference that can be judged {'is' if real else 'may be'} " + (
            "more than chance" if real else "chance"
        )
    if not real:
        return f"None of {every} differences is more than chance"
    return f"{real} of {every} differences {'is' if real == 1 else 'are'} more than chance"


def lead(found: Found) -> str:
    """Say what the clearest difference is, and what the count means."""
    if not found.results:
        longer = "" if found.asked.grain == "all" else " A longer period, chosen above, may help."
        return f"No figure can be given on both sides; the reasons stand below.{longer}"
    said = []
    if found.real:
        clearest = found.comparable[0]
        ends = [_end(clearest, found, at) for at in (0, clearest.clearest.side)]
        title = clearest.metric.title
        start = f"The clearest is **{title.lower()}**" if len(found.results) > 1 else f"**{title}**"
        said.append(f"{start}: {words.listed(ends)}.")
    else:
        longer = "" if found.asked.grain == "all" else " Longer periods make them narrower."
        said.append(f"What looks like a difference may be luck: the intervals are wide.{longer}")
    if len(found.results) > 1 and found.real:
        said.append(
            "Among many comparisons some look like a difference by luck alone. The count allows "
            "for that: of those it names, no more than one in twenty should be luck."
        )
    if found.asked.is_over_time and found.real:
        said.append("That something changed does not say why.")
    if not found.is_pair:
        said.append(f"Each is held against **{found.asked.sides[0].name}**.")
    return " ".join(said)


def _end(one: Measured, found: Found, at: int) -> str:
    row = one.rows[at]
    value = one.scale.amount(row.value, row.low, row.high)
    return f"{value} {'in' if found.asked.is_over_time else 'at'} {found.asked.sides[at].name}"


def show(found: Found) -> None:
    """Draw the differences: shares on one scale, other measures each on its own."""
    if not found.comparable:
        return
    if found.is_pair:
        _pairs(found)
    else:
        _places(found)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        with st.popover(":primary[Show as table]", type="tertiary"):
            _table(found)
        st.page_link("pages/about.py", label=":primary[How each is computed →]")


def _pairs(found: Found) -> None:
    shares = [one for one in found.comparable if one.metric.unit == Unit.SHARE]
    others = [one for one in found.comparable if one.metric.unit != Unit.SHARE]
    names = tuple(side.mark for side in found.asked.sides)
    if shares:
        layout.section("All shares on one scale" if len(shares) > 1 else "The one share")
        _how_to_read(found, shares, "Right: points of difference (95 % interval).")
        _draw_pairs(shares, names, "shares")
    if others:
        layout.section("Measures with a scale of their own")
        if not shares:
            _how_to_read(found, others, "Right: the difference (95 % interval).")
        for at, one in enumerate(others):
            _draw_pairs([one], names, one.metric.name, with_names=not at)


def _how_to_read(found: Found, drawn: list[Measured], first: str) -> None:
    grey = " Grey: may be chance." if any(not one.is_real for one in drawn) else ""
    st.caption(f"{first} Bars: 95 % intervals.{grey}{_strict(found)}")


def _strict(found: Found) -> str:
    """Explain a grey difference whose own interval leaves out zero."""
    strict = [one for one in found.results if one.verdict == Verdict.CHANCE and one.p < 0.05]
    if not strict:
        return ""
    return " Some grey intervals leave out zero: alone they would count, among so many they do not."


def _draw_pairs(
    measured: list[Measured], names: tuple[str, str], key: str, with_names: bool = True
) -> None:
    rows = [
        charts.Pair(_label(one), *map(_triple, one.rows), one.note(one.results[0]), one.is_real)
        for one in measured
    ]
    told = [f"{row.label}: {row.note}" for row in rows]
    alt = f"Differences between {words.listed(names)}. {'; '.join(told)}"
    figure = charts.dumbbell(rows, measured[0].scale, names if with_names else ())
    layout.draw(figure, alt, f"pairs {key}")


def _label(one: Measured) -> str:
    unit = one.metric.unit
    return one.metric.title if unit == Unit.SHARE else f"{one.metric.title} ({one.scale.word})"


def _triple(row) -> tuple[float, float, float] | None:
    return None if isnan(row.value) else (row.value, *_known_ends(row))


def _known_ends(row) -> tuple[float, float]:
    """Return the interval for drawing; where an end is not known, the value is it."""
    return tuple(row.value if isnan(end) else end for end in (row.low, row.high))


def _places(found: Found) -> None:
    layout.section("Where they differ")
    real = [one for one in found.comparable if one.is_real]
    calm = [one for one in found.comparable if not one.is_real]
    _how_to_read(found, found.comparable, "Dotted: the one they are held against.")
    for one in real:
        _measure(one, found)
    if calm:
        with st.expander(f"No clear difference: {words.several(len(calm), 'measure')}"):
            for one in calm:
                _measure(one, found)


def _measure(one: Measured, found: Found) -> None:
    """Draw a metric with the communities in the order of their values."""
    first, *others = found.asked.sides
    apart = [
        others[result.side - 1].name for result in one.results if result.verdict == Verdict.REAL
    ]
    with st.container(gap="xsmall"):
        st.subheader(_label(one), anchor=False)
        if apart:
            verb = "differs" if len(apart) == 1 else "differ"
            names = words.listed([f"**{name}**" for name in apart])
            st.markdown(f"{names} {verb} from **{first.name}** by more than chance.")
        places = [_place(one, at, side) for at, side in enumerate(found.asked.sides)]
        places.sort(key=lambda place: -place.value[0] if place.value else 1)
        alt = "; ".join(f"{place.name}: {place.note}" for place in places)
        figure = charts.ranked(places, one.scale)
        layout.draw(figure, f"{one.metric.title}. {alt}", f"ranked {one.metric.name}")


def _place(one: Measured, at: int, side: Side) -> charts.Place:
    value = _triple(one.rows[at])
    note = one.value(at) if value else "not enough to say"
    is_real = at > 0 and one.results[at - 1].verdict == Verdict.REAL
    return charts.Place(side.mark, value, note, at == 0, is_real)


def over_time(found: Found) -> None:
    """Draw how the differences came about: small charts on one scale, with what happened when."""
    if found.asked.grain == "all" or not found.comparable:
        return
    moving = [one for one in found.comparable if _moves(one, found.asked.sides)]
    if not moving:
        return
    layout.section("Over time")
    events = _events(found)
    if found.is_pair:
        _side_by_side(found, moving, events)
    else:
        _one_by_one(found, moving, events)
    if events:
        listed = [
            f"{letter}: {plain(name)}, {words.day(when)}" for letter, (when, name) in events.items()
        ]
        st.caption(f"{'; '.join(listed)}. An event beside a change is a hint, not a cause.")


def _history(one: Measured, side: Side) -> pd.DataFrame:
    return side.history[side.history["metric"] == one.metric.name]


def _moves(one: Measured, sides: list[Side]) -> bool:
    """Return whether some side has more than one value to draw a line through."""
    return any(_history(one, side)["value"].notna().sum() > 1 for side in sides)


def _events(found: Found) -> dict[str, tuple[pd.Timestamp, str]]:
    """Return what happened within the periods that are drawn, each with a letter."""
    every = {event for side in found.asked.sides for event in session.events(side.community)}
    periods = pd.concat([side.history["period"] for side in found.asked.sides])
    end = periods.max() + LENGTHS[found.asked.grain]
    within = sorted(
        (pd.Timestamp(when), name)
        for when, name in every
        if periods.min() <= pd.Timestamp(when) < end
    )
    return dict(zip("abcdefghijklmnop", within, strict=False))


def _side_by_side(found: Found, moving: list[Measured], events: dict) -> None:
    """Draw both sides into one panel for each metric; for one over time it is one line."""
    real = [one for one in moving if one.is_real]
    drawn = moving[: min(max(len(real), _FEWEST_PANELS), _MOST_PANELS)]
    st.caption(_BAND)
    sides = found.asked.sides
    grid = st.grid(3, min_column_width=300, gap="medium")
    for one in drawn:
        if found.asked.is_over_time:
            lines = [charts.Line("", _history(one, sides[0]), 0)]
        else:
            lines = _lines(one, sides)
        with grid.container(gap="xxsmall"):
            chance = "" if one.is_real else " (may be chance)"
            st.markdown(f"**{_label(one)}**:small[:gray[{chance}]]")
            _panel(one, lines, found, events)
    _by_period(drawn, found)


def _lines(one: Measured, sides: list[Side]) -> list[charts.Line]:
    pairs = [(side, _history(one, side)) for side in sides]
    return [
        charts.Line(side.mark, rows, number)
        for number, (side, rows) in enumerate(pairs)
        if rows["value"].notna().any()
    ]


def _one_by_one(found: Found, moving: list[Measured], events: dict) -> None:
    """Draw one metric, with a panel for each community on the same scale."""
    by_title = {one.metric.title: one for one in moving}
    look = {"key": "measure", "bind": "query-params", "width": 320}
    one = by_title[st.selectbox("Measure", by_title, **look)]
    st.caption(_BAND)
    lines = _lines(one, found.asked.sides)
    top = charts.common_top([line.rows for line in lines], one.scale)
    grid = st.grid(3, min_column_width=300, gap="medium")
    for line in lines:
        alone = charts.Line(line.name, line.rows, min(line.number, 1))
        with grid.container(gap="xxsmall"):
            _panel(one, [alone], found, events, top, f"{one.metric.name} {line.number}")
    _by_period([one], found)


def _panel(
    one: Measured,
    lines: list[charts.Line],
    found: Found,
    events: dict,
    top: float | None = None,
    key: str = "",
) -> None:
    chosen = [side.period for side in found.asked.sides]
    last = max(line.rows["period"].max() for line in lines)  # a period stands where it begins
    marked = [(min(when, last), letter) for letter, (when, _) in events.items()]
    figure = charts.panel(lines, one.scale, found.asked.grain, chosen, marked, top)
    names = words.listed([line.name for line in lines])
    alt = f"{one.metric.title} by {found.asked.grain}: {names}. Values are in the table below."
    layout.draw(figure, alt, f"panel {key or one.metric.name}")


def _by_period(measured: list[Measured], found: Found) -> None:
    """Offer the values behind the small charts, the newest period first."""
    with st.popover(":primary[Show as table]", type="tertiary", key="table over time"):
        for one in measured:
            st.markdown(f"**{_label(one)}**")
            table = _values(one, found)
            st.table(table, border="horizontal", hide_index=True, alt=one.metric.title)


def _values(one: Measured, found: Found) -> pd.DataFrame:
    by_name = {_column(side, found): _history(one, side) for side in found.asked.sides}
    told = {
        name: pd.Series({row.period: _told(row, one.scale) for row in rows.itertuples()}, dtype=str)
        for name, rows in by_name.items()
    }
    table = pd.DataFrame(told).fillna("–").sort_index(ascending=False)
    periods = [words.period(at, found.asked.grain) for at in table.index]
    return table.assign(Period=periods)[["Period", *told]]


def _column(side: Side, found: Found) -> str:
    return plain(side.community) if found.asked.is_over_time else side.name


def _told(row, scale: words.Scale) -> str:
    if row.status != Status.MEASURED:
        return "not enough to say"
    span = scale.span(row.low, row.high).removesuffix(f"{words.THIN}{scale.word}")
    return f"{scale.amount(row.value, row.low, row.high)} ({span})"


def missing(found: Found) -> None:
    """List what cannot be compared, by reason."""
    gone = [one for one in found.measured if not one.is_comparable]
    if not gone:
        return
    layout.section("What cannot be compared")
    by_reason: dict[str, list[Measured]] = {}
    for one in gone:
        by_reason.setdefault(_reason(one, found.asked.sides), []).append(one)
    with layout.sentences("small"):
        for reason, measured in by_reason.items():
            titles = words.listed([f"**{one.metric.title}**" for one in measured])
            st.markdown(f":gray[○] {titles}  \n{reason}")


def _reason(one: Measured, sides: list[Side]) -> str:
    """Say for whom a value is missing and why; sides with the same reason stand together."""
    whys: dict[str, list[str]] = {}
    for side, row in zip(sides, one.rows, strict=True):
        if row.status != Status.MEASURED:
            whys.setdefault(row.why, []).append(side.name)
        elif isnan(row.low) or isnan(row.high):
            whys.setdefault("one end of its interval is not known", []).append(side.name)
    return " ".join(words.sentence(f"{words.listed(names)}: {why}") for why, names in whys.items())


def _table(found: Found) -> None:
    """Write every measure out, also those that cannot be compared."""
    for at, side in enumerate(found.asked.sides[1:], start=1):
        first = found.asked.sides[0]
        table = [_line(one, at, first, side) for one in found.measured]
        st.table(table, border="horizontal", hide_index=True, alt="Differences and intervals")
    layout.download(_as_table(found), "comparison")


def _as_table(found: Found) -> pd.DataFrame:
    """Return every difference with full digits, for a spreadsheet."""
    first, *others = found.asked.sides
    rows = [
        {
            "metric": one.metric.name,
            "first": first.mark,
            "second": others[result.side - 1].mark,
            **{name: getattr(result, name) for name in ("a", "b", *_NUMBERS)},
            "verdict": str(result.verdict),
        }
        for one in found.measured
        for result in one.results
    ]
    return pd.DataFrame(rows)


def _line(one: Measured, at: int, first: Side, second: Side) -> dict[str, str]:
    result = one.results[at - 1]
    is_known = result.verdict != Verdict.UNKNOWN
    return {
        "Measure": _label(one),
        first.name: one.value(0),
        second.name: one.value(at),
        "Difference": one.note(result) if is_known else "–",
        "Verdict": str(result.verdict),
    }


def _signed(scale: words.Scale, value: float, low: float, high: float) -> str:
    number = scale.number(abs(value), low, high)
    if float(number.replace(words.THIN, "")) == 0:
        return number
    return f"{'+' if value > 0 else _MINUS}{number}"
