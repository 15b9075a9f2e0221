"""How to export from each platform, and what such a file will allow: said before the upload."""

import streamlit as st

from data.importers import Contains, Importer, importers
from metrics import catalogue
from metrics.metric import Dimension, Need
from pages.parts import words
from pages.parts.language import _
from pages.parts.platforms import format_named

_GIVES = {
    Contains.PARENTS: {Need.PARENTS, Need.REPLIES, Need.THREADS},
    Contains.ROOTS: {Need.REPLIES, Need.THREADS},
    Contains.MEMBERS: {Need.ROSTER},
    Contains.TEXT: {Need.TEXT},
    Contains.REACTIONS: set(),
    Contains.READS: set(),
}
# What no export has, and anybody can add: who hosts, and a list with departments.
_ADDED = {Need.HOSTS, Need.ATTRIBUTES}
_POSTS = {Contains.PARENTS, Contains.ROOTS, Contains.TEXT}


def show() -> None:
    """Tell for every format how to export it, and what it can show."""
    with st.container(gap="xsmall"):
        for importer in importers():
            with st.expander(format_named(importer.name)):
                steps = [f"{at}. {_(step)}" for at, step in enumerate(importer.how_to_export, 1)]
                st.markdown(_("**Who may:** {who}", who=_(importer.who_may_export)))
                st.markdown("\n".join(steps))
                holds = [_(str(one)) for one in sorted(importer.contains)]
                if holds:
                    st.caption(_("Such a file tells {facts}.", facts=words.listed(holds)))
                st.markdown(allowed(importer))


def allowed(importer: Importer) -> str:
    """Return in words which questions a file of this kind can answer, dimension by dimension."""
    metrics = catalogue()
    known = _known(importer)
    able = [metric for metric in metrics if set(metric.needs) <= known]
    if not able:
        return _("It answers no question alone; it completes an export of the posts.")
    told = _(
        "**What it will allow:** {able} of {all} questions, some of them once hosts, or "
        "departments of members, are known.",
        able=len(able),
        all=len(metrics),
    )
    lines = []
    for dimension in Dimension:
        titles = [_(metric.title) for metric in able if metric.dimension == dimension]
        named = words.listed(titles) if titles else _("nothing")
        lines.append(f"- **{_(dimension.value)}:** {named}")
    return "\n".join([told, "", *lines])


def _known(importer: Importer) -> set[Need]:
    """Return the needs that a file meets; without posts it meets none that speak of posts."""
    given = set().union(*(_GIVES[one] for one in importer.contains))
    if not importer.contains & _POSTS:
        return set()
    # Not every file of a format has all that the format can hold; a list of members can be added.
    return given | {Need.POSTS} | _ADDED
