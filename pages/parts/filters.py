"""What to look at: every choice stands in the address, so that a link shows the same."""

from collections.abc import Sequence
from typing import get_args

import pandas as pd
import streamlit as st

from data.said import later
from metrics.metric import Grain
from pages.parts import words
from pages.parts.language import _
from pages.parts.plain import plain

_GRAINS = {
    "month": later("Month"),
    "quarter": later("Quarter"),
    "year": later("Year"),
    "all": later("Whole time"),
}


def community(names: Sequence[str]) -> str:
    """Choose a community by name."""
    return st.selectbox(_("Community"), names, key="community", bind="query-params", width=320)


def grain() -> Grain:
    """Choose how long a period is."""
    return st.segmented_control(
        _("Per"),
        get_args(Grain),
        default="quarter",
        required=True,
        format_func=_grain,
        key="per",
        bind="query-params",
    )


def _grain(grain: Grain) -> str:
    return _(_GRAINS[grain])


def address(grain: Grain, start: pd.Timestamp | None = None) -> dict[str, str]:
    """Return what stands in the address for a length of period, and for one of them."""
    said = {"per": _grain(grain)}
    return (
        said if grain == "all" or start is None else said | {"period": words.period(start, grain)}
    )


def unknown(key: str, known: Sequence[str], sentence: str) -> str:
    """Say of an address that asks for something that is not there what is shown in its place.

    ``sentence`` says it, with ``{asked}`` where the name stands.
    """
    asked = st.query_params.get(key)
    if not asked or asked in known:
        return ""
    return _(sentence, asked=plain(asked))


def period(starts: Sequence[pd.Timestamp], newest: pd.Timestamp, grain: Grain) -> pd.Timestamp:
    """Choose a period; at first the newest one with a figure."""
    if grain == "all":
        return newest
    known = sorted(starts, reverse=True)
    return st.selectbox(
        _("Period"),
        known,
        index=known.index(newest),
        format_func=lambda start: words.period(start, grain),
        key="period",
        bind="query-params",
        width=200,
    )
