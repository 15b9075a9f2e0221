"""The only place that knows Streamlit's caches, the open store, and the ways into a page."""

from math import inf, nan
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from data import history, published
from data.store import Store, StoreError, default_path, open_store
from metrics.metric import Grain
from metrics.publish import publish
from pages.parts import words
from pages.parts.job import Desk, Job


def frame(pages: dict[str, StreamlitPage], chosen: StreamlitPage) -> None:
    """Run the chosen page inside the frame of the app, or the one somebody asked for directly."""
    st.session_state["_inside"] = True
    wanted = pages.get(st.session_state.pop("_wanted", None), chosen)
    if wanted != chosen:
        st.switch_page(wanted, query_params=st.query_params.to_dict())
    _show_work()
    chosen.run()


def begin(page: str) -> None:
    """Stand first in every page: a direct run of its file goes back through app.py.

    Ends the run with a sentence when the database cannot be opened. Catches up with what was
    imported elsewhere.
    """
    if not st.session_state.get("_inside"):
        st.session_state["_wanted"] = page
        st.switch_page("app.py", query_params=st.query_params.to_dict())
    try:
        here = store()
    except StoreError as problem:
        st.error(str(problem))
        st.stop()
    if published.stale(here) and not desk().is_busy and not _has_failed():
        desk().start("Working out the figures", measure)
        st.rerun()


def store() -> Store:
    """Return the open store; every read takes a cursor of its own."""
    return _opened(str(default_path()))


@st.cache_resource(show_spinner=False, on_release=lambda opened: opened.close())
def _opened(path: str) -> Store:
    return open_store(Path(path))


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """Return where long work is handed in; all visitors share it."""
    return Desk()


@st.cache_resource(show_spinner=False, on_release=lambda folder: folder.cleanup())
def _folder() -> TemporaryDirectory:
    return TemporaryDirectory(prefix="learning-network-health-")


def folder() -> Path:
    """Return a private folder for files on their way in; it goes when the server stops."""
    return Path(_folder().name)


def measure(job: Job) -> None:
    """Catch up with what became stale; work for the desk."""
    publish(store(), progress=job.progress)
    for kept in (_communities, _measures, _volumes):
        kept.clear()  # an undo may leave nothing to measure, and then the snapshot keeps its number


def communities() -> pd.DataFrame:
    """Return the communities as data.published has them."""
    return _communities(str(default_path()), published.snapshot(store()))


def measures(grain: Grain) -> pd.DataFrame:
    """Return all published measures of a grain."""
    return _measures(str(default_path()), published.snapshot(store()), grain)


def volumes(grain: Grain) -> pd.DataFrame:
    """Return the activity figures of a grain."""
    return _volumes(str(default_path()), published.snapshot(store()), grain)


def events(community: str) -> list[tuple[pd.Timestamp, str]]:
    """Return the day and name of what happened in a community, or in all of them."""
    happened = published.events(store())
    here = happened[happened["community"].isna() | (happened["community"] == community)]
    return list(zip(here["day"], here["name"], strict=True))


def imports() -> pd.DataFrame:
    """Return the history of imports, newest first."""
    return history.imports(store())


def lines(number: int) -> pd.DataFrame:
    """Return the report lines of an import."""
    return history.lines(store(), number)


@st.cache_data(show_spinner=False, max_entries=4)
def _communities(path: str, snapshot: int) -> pd.DataFrame:
    return published.communities(store())


@st.cache_data(show_spinner=False, max_entries=16)
def _measures(path: str, snapshot: int, grain: Grain) -> pd.DataFrame:
    # An end of an interval that has no end is not known, for every screen.
    return published.measures(store(), grain).replace([inf, -inf], nan)


@st.cache_data(show_spinner=False, max_entries=16)
def _volumes(path: str, snapshot: int, grain: Grain) -> pd.DataFrame:
    return published.volumes(store(), grain)


def _has_failed() -> bool:
    last = desk().last
    return last is not None and last.has_failed


def _show_work() -> None:
    if desk().is_busy:
        _progress()


@st.fragment(run_every=0.7)
def _progress() -> None:
    """Show what is being done and how much of it, until it is done."""
    job = desk().last
    if job is None or job.finished.is_set():
        st.rerun()
    doing = f"{job.title}: {job.doing}"
    if job.of:
        st.progress(job.done / job.of, f"{doing}, {words.count(job.done)} of {words.count(job.of)}")
    else:
        so_far = f", {words.several(job.done, 'row')} so far" if job.done else ""
        st.progress(0.0, f"{doing}{so_far}")
