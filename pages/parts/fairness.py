"""Whether a comparison is fair: a warning where it is not, never a refusal."""

import pandas as pd
import streamlit as st

from metrics.compare import unfair
from pages.parts import session, words
from pages.parts.dimensions import KINDS
from pages.parts.sides import LENGTHS, Asked

_PLATFORMS = {"slack": "Slack", "stackexchange": "Stack Exchange", "table": "a table"}
_REPLIES = {
    "known": "which post answers which",
    "inferred": "only by inference",
    "roots": "only which thread is answered",
    "arcs": "only who wrote to whom",
    "none": "not at all",
}
_DAYS_TO_SPARE = pd.Timedelta(days=7)


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
    return [*reasons, *_incomplete(asked, sides)]


def _incomplete(asked: Asked, sides: pd.DataFrame) -> list[str]:
    """Say which periods the data do not fill to their end."""
    if asked.grain == "all":
        return []
    ends: dict[pd.Timestamp, pd.Timestamp] = {}
    for side, last in zip(asked.sides, sides["last"], strict=True):
        if last < side.period + LENGTHS[asked.grain] - _DAYS_TO_SPARE:
            ends[side.period] = min(last, ends.get(side.period, last))
    return [
        f"{words.period(at, asked.grain)} is not complete: data end on {words.day(last)}."
        for at, last in ends.items()
    ]


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
