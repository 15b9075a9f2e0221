"""Learning Network Health. Run with: streamlit run app.py"""

import streamlit as st

from pages.parts import language, session
from pages.parts.language import _

begins_anew = language.settle()
st.set_page_config(page_title="Learning Network Health", page_icon="🌱", layout="wide")
pages = {
    "overview": st.Page("pages/overview.py", title=_("Overview"), default=True),
    "community": st.Page("pages/community.py", title=_("Community")),
    "practices": st.Page("pages/practices.py", title=_("Practices")),
    "topics": st.Page("pages/topics.py", title=_("Topics")),
    # Practices leads there: it is work for a few, and the menu is for everybody.
    "labelling": st.Page("pages/labelling.py", title=_("Check kinds"), visibility="hidden"),
    "conversations": st.Page("pages/conversations.py", title=_("Conversations")),
    "network": st.Page("pages/network.py", title=_("Network")),
    "compare": st.Page("pages/compare.py", title=_("Compare")),
    "add_data": st.Page("pages/add_data.py", title=_("Add data")),
    "settings": st.Page("pages/settings.py", title=_("Settings")),
    "about": st.Page("pages/about.py", title=_("About the numbers")),
}
shown = st.navigation(list(pages.values()), position="hidden" if session.is_printed() else "top")
if begins_anew:
    st.rerun()
session.frame(pages, shown)
