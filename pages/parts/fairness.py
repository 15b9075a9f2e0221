"""Whether a comparison is fair: a warning where it is not, never a refusal."""

import pandas as pd
import streamlit as st

from metrics.compare import unfair
from pages.parts import session, words
from pages.parts.dimensions import KINDS
from pages.parts.sides import Asked

_PLATFORMS = {"slack": "Slack", "stackexchange": "Stack Exchange", "table": "a table"}
_REPLIES = {
    "known": "which post answers which",
    "inferred": "only by inference",
    "roots": "only which thread is answered",
    "arcs": "only who wrote to whom",
    "none": "not at all",
}
_LENGTHS = {
    "month": pd.DateOffset(months=1),
    "quarter": pd.DateOffset(months=3),
    "year": pd.DateOffset(years=1),
}


def box(asked: Asked, known: pd.DataFrame) -> None:
    """Say whether the comparison is fair, and what to mind."""
    sides = _sides(asked, known)
    reasons = [*unfair(_readable(sides)), *_times(asked, sides)]
    with st.container(border=True):
        if not reasons:
            st.markdown(_alike(asked, sides))
        elif len(reasons) == 1:
            st.markdown(f"**Compare with care.** {reasons[0]}")
        else:
            listed = "\n".join(f"- {reason}" for reason in reasons)
            st.markdown(f"**Compare with care.**\n{listed}")


def _sides(asked: Asked, known: pd.DataFrame) -> pd.DataFrame:
    """Return a row per side, with the posts of its period."""
    volumes = session.volumes(asked.grain).set_index(["community", "period"])["posts"]
    rows = known.set_index("name").loc[[side.community for side in asked.sides]]
    posts = [volumes.get((side.community, side.period), 0) for side in asked.sides]
    return rows.assign(posts=posts).reset_index()


def _readable(sides: pd.DataFrame) -> pd.DataFrame:
    """Return the same in words, as a sentence can list them."""
    return sides.assign(
        kind=[KINDS[kind].lower() if kind in KINDS else None for kind in sides["kind"]],
        platform=[_PLATFORMS.get(one, one) for one in sides["platform"]],
        replies=[_REPLIES.get(one, one) for one in sides["replies"]],
    )


def _times(asked: Asked, sides: pd.DataFrame) -> list[str]:
    """Say where the periods are not alike."""
    reasons = []
    if sides["first"].max() > sides["last"].min():
        reasons.append("Their data come from different times, which do not overlap.")
    elif len({side.period for side in asked.sides}) > 1 and not asked.is_over_time:
        reasons.append("Each is taken in its own latest period; these are not the same.")
    if asked.grain != "all":
        for at, last in dict.fromkeys(
            (side.period, last)
            for side, last in zip(asked.sides, sides["last"], strict=True)
            if last < side.period + _LENGTHS[asked.grain] - pd.Timedelta(days=7)
        ):
            when = words.period(at, asked.grain)
            reasons.append(f"{when} is not complete: the data end on {words.day(last)}.")
    return reasons


def _alike(asked: Asked, sides: pd.DataFrame) -> str:
    if asked.is_over_time:
        return (
            "**A fair comparison.** It is the same community, and neither period has three times "
            "the posts of the other."
        )
    platform = _readable(sides)["platform"].iloc[0]
    every, none, other = ("Both", "neither", "the other")
    if len(sides) > 2:
        every, none, other = ("All", "none", "another")
    alike = f"{every} come from {platform}, and {none} has three times the posts of {other}."
    kinds = [kind for kind in sides["kind"] if kind in KINDS]
    if len(kinds) < len(sides):
        kind = "Nobody has said yet what kind of community each of them is."
        return f"**Fair as far as is known.** {alike} {kind}"
    return f"**A fair comparison.** {every} are of the kind “{KINDS[kinds[0]].lower()}”. {alike}"
