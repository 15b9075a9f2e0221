"""What to try next: two or three things at most, with their ground and how one sees that it worked.

The grounds are the figures that the marks rest on, the neediest first; what to try, which figure
should move and where that comes from is declared with the metric.
"""

import streamlit as st

from data.said import later
from metrics import metric_named
from metrics.metric import Direction, Standing, Trial
from pages.parts import layout, words
from pages.parts.dimensions import View
from pages.parts.language import _
from pages.parts.reading import Reading
from pages.parts.standings import ORDER, Stand

_MOST = 3
_BEYOND = {
    True: later("even the high end of “{title}” lies below {amount}"),
    False: later("even the low end of “{title}” lies above {amount}"),
}
_MOVED = {
    True: later("“{title}” has fallen by more than chance"),
    False: later("“{title}” has risen by more than chance"),
}


def show(standing: list[Stand], view: View) -> None:
    """Show what to try, where something asks for a look."""
    asked = tries(standing, view)
    if not asked:
        return
    layout.section(_("What to try next"))
    with layout.sentences():
        for reading in asked:
            why = f"{ground(reading, view)} {success(reading, view)}"
            st.markdown(f"**{reading.advice}**  \n{why}")
            st.caption(whence(reading))


def tries(standing: list[Stand], view: View) -> list[Reading]:
    """Return the figures that ask for something to be tried, the neediest first, three at most."""
    needy = [one for one in standing if one.standing in (Standing.AT_RISK, Standing.WATCH)]
    needy.sort(key=lambda one: ORDER.index(one.standing))
    readings = [view.reading(metric_named(one.metric), one.over) for one in needy]
    return [one for one in readings if one.trial][:_MOST]


def whence(reading: Reading) -> str:
    """Say where the advice comes from."""
    return _("Where this comes from: {source}", source=_(reading.trial.source))


def ground(reading: Reading, view: View) -> str:
    """Say on which figure the advice rests, and of when it is where not of the period shown."""
    if (reading.grain, reading.period) == (view.grain, view.period):
        return _("Because: {finding}.", finding=reading.stated)
    when = words.period(reading.period, reading.grain)
    return _("Because: {finding} ({period}).", finding=reading.stated, period=when)


def success(reading: Reading, view: View) -> str:
    """Say which figure should move if it works, how far, and by when."""
    trial: Trial = reading.trial
    over = (reading.grain, reading.period)
    moves = view.reading(metric_named(trial.moves), over) if trial.moves else reading
    within = _("It works if within {weeks} weeks", weeks=trial.weeks)
    return f"{within} {_goal(moves, reading.is_high, bool(trial.moves))}."


def _goal(moves: Reading, is_high: bool, is_another: bool) -> str:
    title = _(moves.metric.title).lower()
    down = moves.metric.direction == Direction.LOWER if is_another else is_high
    bound = moves.bounds.watch_above if down else moves.bounds.watch_below
    if bound is None:
        return _(_MOVED[down], title=title)
    return _(_BEYOND[down], title=title, amount=moves.scale.goal(bound))
