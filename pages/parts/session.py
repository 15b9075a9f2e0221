"""The only place that knows Streamlit's caches, the open store, and the ways into a page."""

from collections.abc import Callable
from math import inf, nan
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar, get_args

import pandas as pd
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from data import coding, forgetting, history, published, settings
from data import conversations as talk
from data import sources as data_sources
from data.said import later
from data.store import Store, StoreError, default_path, open_store
from metrics import metric_named, own_bounds
from metrics.behind import threads_behind
from metrics.bounds import InForce
from metrics.metric import Grain, Metric
from metrics.publish import expire, publish
from pages.parts import layout, mark, usual, words
from pages.parts.example import Example
from pages.parts.job import Desk, Job
from pages.parts.language import _, code, several_of, speaking
from pages.parts.measures import Measures
from pages.parts.measures import by_community as by_community_of

_Made = TypeVar("_Made")

MOST_CONVERSATIONS = 12
"""So many are shown one by one; the counts are of all."""


def frame(pages: dict[str, StreamlitPage], chosen: StreamlitPage) -> None:
    """Run the chosen page inside the frame of the app, or the one somebody asked for directly."""
    st.session_state["_inside"] = True
    wanted = pages.get(st.session_state.pop("_wanted", None), chosen)
    if wanted != chosen:
        st.switch_page(wanted, query_params=_address())
    with speaking(code()):  # asked once, not for every sentence
        chosen.run()
    mark.close()


def _address() -> dict[str, list[str]]:
    """Return what the address says, a name that stands in it twice with both values."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def is_printed() -> bool:
    """Return whether the app is shown without its menu, to be printed."""
    return layout.is_printed()


def begin(page: str) -> None:
    """Stand first in every page: a direct run of its file goes back through app.py.

    Ends the run with a sentence when the database cannot be opened. Catches up with what was
    imported elsewhere, settles which organisation is looked at, and marks the example.
    """
    if not st.session_state.get("_inside"):
        st.session_state["_wanted"] = page
        st.switch_page("app.py", query_params=_address())
    try:
        _settle()
    except StoreError as problem:
        st.error(_(problem.args[0]))
        st.stop()
    _show_work()
    if not has_own_data():
        mark.show(is_example=is_example())


def _settle() -> None:
    """Settle for one run what is looked at, and begin whatever work that still needs."""
    own, idle = store(), not desk().is_busy
    if idle and published.stale(own) and not _has_failed():
        desk().start(later("Working out the figures"), measure)
    if not desk().is_busy and settings.is_due(own):
        forget_old()
    st.session_state["_own_data"] = bool((history.imports(own)["outcome"] != "undone").any())
    st.session_state["_shown"] = own
    if not has_own_data() and mark.is_wanted():
        made = _example().store()
        if made is not None:
            st.session_state["_shown"] = made
        elif not desk().is_busy and not _example().has_failed:
            desk().start(later("Preparing the example organisation"), _example().make)
    st.session_state["_snapshot"] = published.snapshot(st.session_state["_shown"])


def has_own_data() -> bool:
    """Return whether any import of the visitor's own stands."""
    return st.session_state["_own_data"]


def is_example() -> bool:
    """Return whether the example organisation is what everything on the page is about."""
    return st.session_state["_shown"] is not store()


def is_working() -> bool:
    """Return whether figures are being worked out, so that there may soon be more to see."""
    return desk().is_busy


def store() -> Store:
    """Return the visitor's own open store, whatever is shown; imports and their history."""
    return _opened(str(default_path()))


@st.cache_resource(show_spinner=False, on_release=lambda opened: opened.close())
def _opened(path: str) -> Store:
    opened = open_store(Path(path))
    expire(opened)
    return opened


@st.cache_resource(show_spinner=False, on_release=lambda example: example.close())
def _example() -> Example:
    return Example(folder())


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


def forget_old() -> None:
    """Begin to delete what is older than is kept, and to work out the figures anew."""

    def work(job: Job) -> None:
        forgetting.forget_old(store())
        measure(job)

    if not desk().is_busy:
        desk().start(later("Deleting what is too old"), work)


def work_out() -> None:
    """Begin to work out the figures anew; where other work is under way, they come after it."""
    if not desk().is_busy:
        desk().start(later("Working out the figures"), measure)


def communities() -> pd.DataFrame:
    """Return the communities as data.published has them."""
    return _communities(*_looked_at())


def measures(grain: Grain) -> pd.DataFrame:
    """Return all published measures of a grain, each with the bounds it is judged by."""
    return _measures(*_looked_at(), grain)


def by_community(grain: Grain) -> dict[str, Measures]:
    """Return the measures of a grain by the name of their community."""
    return _by_community(*_looked_at(), grain)


def measures_in(community: str, grain: Grain) -> Measures:
    """Return the measures of one community."""
    return by_community(grain).get(community) or Measures(measures(grain).head(0))


def longer(grain: Grain) -> dict[Grain, dict[str, Measures]]:
    """Return the measures by community for each grain that is longer."""
    return {one: by_community(one) for one in _longer_than(grain)}


def longer_in(community: str, grain: Grain) -> dict[Grain, Measures]:
    """Return the measures of one community for each grain that is longer."""
    return {one: measures_in(community, one) for one in _longer_than(grain)}


def _longer_than(grain: Grain) -> list[Grain]:
    grains = get_args(Grain)
    return [one for one in grains[grains.index(grain) + 1 :] if one != "quarter"]


def once(make: Callable[[], _Made], *of: object) -> _Made:
    """Return what is made once for a snapshot and a language, and shared by all visitors.

    ``of`` are the values that tell what it is; it is never changed in place.
    """
    return _once(*_looked_at(), code(), of, make)


def usual_pair() -> list[str]:
    """Return the two communities that are compared where nobody asked for others."""
    return _usual_pair(*_looked_at())


def volumes(grain: Grain) -> pd.DataFrame:
    """Return the activity figures of a grain."""
    return _volumes(*_looked_at(), grain)


def waits(grain: Grain, community: str) -> pd.DataFrame:
    """Return what share of openings of each kind was answered within so many hours."""
    return published.waits(st.session_state["_shown"], grain, community)


def network(community: str) -> dict[str, pd.DataFrame]:
    """Return the network of a community by table, for all its periods."""
    return published.network(st.session_state["_shown"], community)


def topics(grain: Grain, community: str) -> pd.DataFrame:
    """Return what a community talks about, by period."""
    return published.topics(st.session_state["_shown"], grain, community)


def sample(community: str) -> pd.DataFrame:
    """Return the posts of a community that were drawn to be coded, and what people said."""
    return coding.sample(st.session_state["_shown"], community)


def shown() -> Store:
    """Return the store that is looked at, which may be the example."""
    return st.session_state["_shown"]


def conversation_waits(
    grain: Grain, community: str, period: pd.Timestamp, asks: bool | None = None
) -> pd.DataFrame:
    """Return how many conversations waited how long (``data.conversations``)."""
    return _conversation_waits(*_looked_at(), grain, community, period, asks)


def conversation_depths(grain: Grain, community: str, period: pd.Timestamp) -> pd.DataFrame:
    """Return how many conversations went how deep."""
    return _conversation_depths(*_looked_at(), grain, community, period)


def conversations(
    grain: Grain, community: str, period: pd.Timestamp, order: str, asks: bool | None = None
) -> pd.DataFrame:
    """Return the first conversations of a period in an order."""
    return _conversations(*_looked_at(), grain, community, period, order, asks)


def behind(metric: Metric, grain: Grain, community: str, period: pd.Timestamp) -> pd.DataFrame:
    """Return the conversations that made a figure, by its own evidence."""
    return _behind(*_looked_at(), metric.name, grain, community, period)


def chosen_conversations(threads: list[int]) -> pd.DataFrame:
    """Return the facts of conversations by their numbers."""
    return talk.chosen(st.session_state["_shown"], threads)


def told(threads: list[int]) -> pd.DataFrame:
    """Return what was said in conversations."""
    return talk.told(st.session_state["_shown"], threads)


def fewest() -> int:
    """Return on how many people a figure rests at least."""
    return settings.fewest(st.session_state["_shown"])


def bounds() -> InForce:
    """Return the bounds that figures are judged by."""
    return _bounds(*_looked_at())


def events(community: str) -> list[tuple[pd.Timestamp, str]]:
    """Return the day and name of what happened in a community, or in all of them."""
    happened = _happened(*_looked_at())
    here = happened[happened["community"].isna() | (happened["community"] == community)]
    return list(zip(here["day"], here["name"], strict=True))


def _looked_at() -> tuple[Store, str, int]:
    """Return the store, its path and its snapshot; begin anew where that changed meanwhile.

    So all that stands on a page is of one snapshot, also when somebody undoes an import just now.
    """
    here, snapshot = st.session_state["_shown"], st.session_state["_snapshot"]
    if published.snapshot(here) != snapshot:
        st.rerun()
    return here, str(here.path), snapshot


def imports() -> pd.DataFrame:
    """Return the history of imports, newest first."""
    return history.imports(store())


def sources() -> pd.DataFrame:
    """Return what is known from which source, and how fresh it is."""
    return data_sources.sources(store())


def lines(number: int) -> pd.DataFrame:
    """Return the report lines of an import."""
    return history.lines(store(), number)


@st.cache_data(show_spinner=False, max_entries=4)
def _communities(_store: Store, path: str, snapshot: int) -> pd.DataFrame:
    return published.communities(_store)


# Shared as it stands, not copied for everybody who looks: nothing on a page changes it.
@st.cache_resource(show_spinner=False, max_entries=16)
def _measures(_store: Store, path: str, snapshot: int, grain: Grain) -> pd.DataFrame:
    # An end of an interval that has no end is not known, for every screen.
    measures = published.measures(_store, grain).replace([inf, -inf], nan)
    return _bounds(_store, path, snapshot).beside(measures)


@st.cache_resource(show_spinner=False, max_entries=256)
def _once(
    _store: Store,
    path: str,
    snapshot: int,
    language: str,
    of: tuple,
    _make: Callable[[], object],
) -> object:
    return _make()


@st.cache_resource(show_spinner=False, max_entries=4)
def _usual_pair(_store: Store, path: str, snapshot: int) -> list[str]:
    every = (_measures(_store, path, snapshot, grain) for grain in ("quarter", "year", "all"))
    return usual.pair(_communities(_store, path, snapshot), every)


@st.cache_resource(show_spinner=False, max_entries=4)
def _bounds(_store: Store, path: str, snapshot: int) -> InForce:
    return own_bounds.in_force(_store)


@st.cache_resource(show_spinner=False, max_entries=4)
def _happened(_store: Store, path: str, snapshot: int) -> pd.DataFrame:
    return published.events(_store)


@st.cache_resource(show_spinner=False, max_entries=16)
def _by_community(_store: Store, path: str, snapshot: int, grain: Grain) -> dict[str, Measures]:
    return by_community_of(_measures(_store, path, snapshot, grain))


@st.cache_data(show_spinner=False, max_entries=16)
def _volumes(_store: Store, path: str, snapshot: int, grain: Grain) -> pd.DataFrame:
    return published.volumes(_store, grain)


@st.cache_data(show_spinner=False, max_entries=64)
def _conversation_waits(
    _store: Store,
    path: str,
    snapshot: int,
    grain: Grain,
    community: str,
    period: pd.Timestamp,
    asks: bool | None,
) -> pd.DataFrame:
    return talk.waits(_store, grain, community, period, asks)


@st.cache_data(show_spinner=False, max_entries=64)
def _conversation_depths(
    _store: Store, path: str, snapshot: int, grain: Grain, community: str, period: pd.Timestamp
) -> pd.DataFrame:
    return talk.depths(_store, grain, community, period)


@st.cache_data(show_spinner=False, max_entries=64)
def _conversations(
    _store: Store,
    path: str,
    snapshot: int,
    grain: Grain,
    community: str,
    period: pd.Timestamp,
    order: str,
    asks: bool | None,
) -> pd.DataFrame:
    return talk.listed(_store, grain, community, period, order, MOST_CONVERSATIONS, asks)


@st.cache_data(show_spinner=False, max_entries=16)
def _behind(
    _store: Store,
    path: str,
    snapshot: int,
    metric: str,
    grain: Grain,
    community: str,
    period: pd.Timestamp,
) -> pd.DataFrame:
    return threads_behind(_store, metric_named(metric), grain, community, period)


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
    st.progress(job.done / job.of if job.of else 0.0, _said(job))


def _said(job: Job) -> str:
    work = {"work": _(job.title), "doing": _(job.doing)}
    if job.of:
        done, of = words.count(job.done), words.count(job.of)
        return _("{work}: {doing}, {done} of {of}", done=done, of=of, **work)
    if job.done:
        return several_of(
            "{work}: {doing}, {number} row so far",
            "{work}: {doing}, {number} rows so far",
            job.done,
            **work,
        )
    return f"{work['work']}: {work['doing']}"
