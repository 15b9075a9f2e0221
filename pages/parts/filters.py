"""What to look at: every choice stands in the address, so that a link shows the same."""

from collections.abc import Sequence
from typing import get_args

import pandas as pd
import streamlit as st

from metrics.metric import Grain
from pages.parts import words
from pages.parts.plain import plain

_GRAINS = {"month": "Month", "quarter": "Quarter", "year": "Year", "all": "Whole time"}


def community(names: Sequence[str]) -> str:
    """Choose a community by name."""
    return st.selectbox("Community", names, key="community", bind="query-params", width=320)


def grain() -> Grain:
    """Choose how long a period is."""
    return st.segmented_control(
        "Per",
        get_args(Grain),
        default="quarter",
        required=True,
        format_func=_GRAINS.get,
        key="per",
        bind="query-params",
    )


def address(grain: Grain, start: pd.Timestamp | None = None) -> dict[str, str]:
    """Return what stands in the address for a length of period, and for one of them."""
    said = {"per": _GRAINS[grain]}
    return (
        said if grain == "all" or start is None else said | {"period": words.period(start, grain)}
    )


def unknown(key: str, known: Sequence[str], what: str) -> str:
    """Say of an address that asks for something that is not there what is shown in its place."""
    asked = st.query_params.get(key)
    if not asked or asked in known:
        return ""
    return f"There is no {what} “{plain(asked)}” here, or no longer. This is another one."


def period(starts: Sequence[pd.Timestamp], newest: pd.Timestamp, grain: Grain) -> pd.Timestamp:
    """Choose a period; at first the newest one with a figure."""
    by_name = {words.period(start, grain): start for start in sorted(starts, reverse=True)}
    names = list(by_name)
    if grain == "all":
        return newest
    chosen = st.selectbox(
        "Period",
        names,
        index=names.index(words.period(newest, grain)),
        key="period",
        bind="query-params",
        width=200,
    )
    return by_name[chosen]
