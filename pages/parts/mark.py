"""The line on top of every page that says: this is an example, and here is the way out of it."""

from urllib.parse import urlencode

import streamlit as st

from pages.parts import language, layout
from pages.parts.language import _

_KEY = "example"


def is_wanted() -> bool:
    """Return whether the visitor wants the example; a link keeps that choice."""
    said = st.query_params.get(_KEY, "true")
    return bool(st.session_state.get(_KEY, said != "false"))


def show(is_example: bool) -> None:
    """Mark the example and offer to bring one's own export; where it is hidden, offer it."""
    with layout.column(), st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if is_example:
            said = _("**Example organisation** – invented data, true of nobody")
            st.markdown(f":primary-badge[{said}]", width="content")
        if layout.is_printed():
            return
        if is_example:
            st.page_link("pages/add_data.py", label=_(":primary[Bring your own export →]"))
        st.toggle(_("Show the example"), value=True, key=_KEY, bind="query-params")


def close() -> None:
    """End every page: the language, and the same view in black on white for the printer."""
    if not layout.is_printed():
        here = {name: st.query_params.get_all(name) for name in st.query_params}
        asked = urlencode(here | {"embed": "true", "embed_options": "light_theme"}, doseq=True)
        said = _("View to print")
        with layout.column():
            st.space("xsmall")
        with layout.column(), st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":small[[{said}](?{asked})]", width="content")
            language.choose()
