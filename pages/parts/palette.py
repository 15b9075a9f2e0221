"""The colours of the visitor's theme, for charts; ``.streamlit/config.toml`` is the palette."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st

_PAPER: ContextVar[bool] = ContextVar("paper", default=False)


@contextmanager
def on_paper() -> Iterator[None]:
    """Take the colours for white paper for a while, whatever theme somebody looks at."""
    before = _PAPER.set(True)
    try:
        yield
    finally:
        _PAPER.reset(before)


def colour(role: str) -> str:
    """Return the colour of a role: text, gray, border, background."""
    return st.get_option(f"theme.{_theme()}.{role}Color")


def group(number: int) -> str:
    """Return the colour of a group of people: the first, the second, the third on a chart."""
    return st.get_option(f"theme.{_theme()}.chartCategoricalColors")[number]


def faint(ink: str, opacity: float = 0.16) -> str:
    """Return a colour thinned for the band of an interval; ink is ``#rrggbb``."""
    red, green, blue = bytes.fromhex(ink.removeprefix("#"))
    return f"rgba({red},{green},{blue},{opacity})"


def _theme() -> str:
    return "light" if _PAPER.get() else st.context.theme.type or "light"
