"""Who may see and do what: the one place that decides it, one function for each right.

There is no sign-in yet. Whoever opens a dashboard that only this machine can reach is its one
administrator. Where other machines can reach it nobody can be told apart, so nobody has a right.
"""

import streamlit as st

from pages.parts import layout
from pages.parts.language import _

_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


def reads_conversations() -> bool:
    """Return whether the visitor may read what was said in single conversations."""
    return _is_administrator()


def changes_settings() -> bool:
    """Return whether the visitor may change settings, erase people and delete what is old."""
    return _is_administrator()


def refuse() -> None:
    """Say that a page is not for this visitor, and who could see it."""
    layout.opening(
        "",
        _("This page is for the administrator"),
        _(
            "This dashboard can be reached from other machines and cannot tell yet who is who. "
            "Run it so that only this machine reaches it (server.address 127.0.0.1), and the "
            "page opens."
        ),
    )


def _is_administrator() -> bool:
    return st.get_option("server.address") in _THIS_MACHINE
