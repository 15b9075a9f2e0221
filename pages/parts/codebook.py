"""What each kind of telling is, for somebody who codes posts by hand, and the key for it."""

import streamlit as st

from data.said import later
from metrics.kinds import Kind
from pages.parts.language import _
from pages.parts.skill import LABELS

KEYS = dict(zip(Kind, "1234567890", strict=True))
NONE_KEY = "N"
# What the post does, and what does not count although it looks like it.
MEANINGS = {
    Kind.BEST: (
        later("Puts a way of working forward as good: advises it, or tells that it went well"),
        later("A bare fact or command; praise for somebody"),
    ),
    Kind.EVERYDAY: (
        later("Tells how the writer or their own team works, without holding it up to others"),
        later("What one could do; how others work; spare time"),
    ),
    Kind.UNFINISHED: (
        later("Shows own work that is not ready: a draft, a trial, a half-formed idea"),
        later("Tells that something is ready"),
    ),
    Kind.FAILURE: (
        later("Tells that an own attempt went wrong or got stuck, or what that taught"),
        later("What others got wrong; a tool that broke by itself; grumbling"),
    ),
    Kind.QUESTION: (
        later("Wants to know something from the others: help, facts, views, experience"),
        later("A question that expects no answer; asking what others think of one's own draft"),
    ),
    Kind.DOUBT: (
        later("Says that the writer is unsure or confused"),
        later("Mere manners, such as “you could perhaps try this”"),
    ),
    Kind.CHALLENGE: (
        later("Contradicts or corrects somebody in the talk, or argues against what they hold"),
        later("An answer to a question; taking on somebody who is not in the talk"),
    ),
    Kind.APPRECIATION: (
        later("Thanks, praises or agrees with somebody in the talk"),
        later("Thanks ahead of an answer"),
    ),
    Kind.MOTIVATION: (
        later("Says what the writer hopes to find here, or introduces them by their interests"),
        later("Facts about oneself without a purpose"),
    ),
    Kind.WELCOME: (
        later("Greets somebody new, brings people together, or invites others to join in"),
        later("“Hi all” at the beginning of a post"),
    ),
}


def meaning(kind: Kind) -> str:
    """Say in one line what a post of a kind does."""
    return _(MEANINGS[kind][0])


def show(is_open: bool) -> None:
    """Offer the whole codebook: what counts as each kind, and what does not."""
    with st.expander(_("What counts, and what does not"), expanded=is_open):
        st.markdown(
            _(
                "Judge only what the words of the post say, not what you know of the talk. One "
                "clause is enough; a mere keyword, a quote or a denial is not. A post may be of "
                "several kinds. Plain answers, appointments, announcements and jokes are none."
            )
        )
        table = [
            {
                _("Kind of post"): _(LABELS[kind]),
                _("Counts"): _(counts),
                _("Does not count"): _(does_not),
            }
            for kind, (counts, does_not) in MEANINGS.items()
        ]
        st.table(table, border="horizontal", hide_index=True, alt=_("What counts as each kind"))
