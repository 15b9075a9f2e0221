"""Whether a comparison is fair: a warning where it is not, never a refusal."""

import pandas as pd
import streamlit as st

from data.said import later
from metrics.around import LENGTHS
from metrics.compare import unfair
from pages.parts import session, words
from pages.parts.filters import KINDS
from pages.parts.language import _
from pages.parts.platforms import NAMES
from pages.parts.sides import Asked

_REPLIES = {
    "known": later("which post answers which"),
    "inferred": later("only by inference"),
    "roots": later("only which thread is answered"),
    "arcs": later("only who wrote to whom"),
    "none": later("not at all"),
}
_DAYS_TO_SPARE = pd.Timedelta(days=7)


def box(asked: Asked, known: pd.DataFrame) -> None:
    """Say whether the comparison is fair, and what to mind."""
    sides = _sides(asked, known)
    reasons = [*map(_, unfair(_readable(sides))), *_times(asked, sides)]
    care = _("**Compare with care.**")
    with st.container(border=True):
        if not reasons:
            st.markdown(_alike(asked, sides))
        elif len(reasons) == 1:
            st.markdown(f"{care} {reasons[0]}")
        else:
            listed = "\n".join(f"- {reason}" for reason in reasons)
            st.markdown(f"{care}\n{listed}")


def _sides(asked: Asked, known: pd.DataFrame) -> pd.DataFrame:
    """Return a row per side, with the posts of its period."""
    volumes = session.volumes(asked.grain).set_index(["community", "period"])["posts"]
    rows = known.set_index("name").loc[[side.community for side in asked.sides]]
    posts = [volumes.get((side.community, side.period), 0) for side in asked.sides]
    return rows.assign(posts=posts).reset_index()


def _readable(sides: pd.DataFrame) -> pd.DataFrame:
    """Return the same in words, as a sentence can list them."""
    return sides.assign(
        kind=[_(KINDS[kind]).lower() if kind in KINDS else None for kind in sides["kind"]],
        platform=[_(NAMES.get(one, one)) for one in sides["platform"]],
        replies=[_(_REPLIES.get(one, one)) for one in sides["replies"]],
    )


def _times(asked: Asked, sides: pd.DataFrame) -> list[str]:
    """Say where the periods are not alike."""
    reasons = []
    if sides["first"].max() > sides["last"].min():
        reasons.append(_("Their data come from different times, which do not overlap."))
    elif len({side.period for side in asked.sides}) > 1 and not asked.is_over_time:
        reasons.append(_("Each is taken in its own latest period; these are not the same."))
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
        words.sentence(
            _(
                "{period} is not complete: data end on {day}.",
                period=words.period(at, asked.grain),
                day=words.day(last),
            )
        )
        for at, last in ends.items()
    ]


def _alike(asked: Asked, sides: pd.DataFrame) -> str:
    """Say that it is fair, and on what grounds."""
    if asked.is_over_time:
        return _(
            "**A fair comparison.** It is the same community, and neither period has three times "
            "the posts of the other."
        )
    alike = _same_platform(len(sides), _readable(sides)["platform"].iloc[0])
    kinds = [kind for kind in sides["kind"] if kind in KINDS]
    if len(kinds) < len(sides):
        return " ".join(
            [
                _("**Fair as far as is known.**"),
                alike,
                _("Nobody has said yet what kind of community each of them is."),
            ]
        )
    return " ".join(
        [_("**A fair comparison.**"), _same_kind(len(sides), _(KINDS[kinds[0]])), alike]
    )


def _same_kind(number: int, kind: str) -> str:
    if number > 2:
        return _("All are of the kind “{kind}”.", kind=kind.lower())
    return _("Both are of the kind “{kind}”.", kind=kind.lower())


def _same_platform(number: int, platform: str) -> str:
    if number > 2:
        return _(
            "All come from {platform}, and none has three times the posts of another.",
            platform=platform,
        )
    return _(
        "Both come from {platform}, and neither has three times the posts of the other.",
        platform=platform,
    )
