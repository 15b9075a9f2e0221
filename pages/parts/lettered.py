"""What happened, beside small charts: a letter stands for each event, and is written out below."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from metrics.around import Happened
from metrics.metric import Grain
from pages.parts import timelines, words
from pages.parts.language import _
from pages.parts.plain import plain

_LETTERS = "abcdefghijklmnop"
Lettered = dict[str, Happened]


def lettered(periods: Iterable[pd.Timestamp], grain: Grain, events: Iterable[Happened]) -> Lettered:
    """Return what happened within periods, the earliest first, by its letter."""
    inside = timelines.events_within(periods, grain, events)
    return dict(zip(_LETTERS, sorted(inside), strict=False))


def as_marks(events: Lettered) -> list[Happened]:
    """Return the events as a chart marks them."""
    return [(when, letter) for letter, (when, _name) in events.items()]


def write_out(events: Lettered) -> None:
    """Say under the charts what each letter stands for."""
    if events:
        told = [
            f"{letter}: {plain(name)}, {words.day(day)}" for letter, (day, name) in events.items()
        ]
        hint = _("An event beside a change is a hint, not a cause.")
        st.caption(f"{'; '.join(told)}. {hint}")
