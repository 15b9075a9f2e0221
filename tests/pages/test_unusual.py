"""Whatever is asked for and however things are called: a sensible screen and a sentence."""

import shutil
from contextlib import closing

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data import history
from data.arrival import Origin
from data.importers import Choices
from data.intake import add, take
from data.records import How
from data.store import open_store
from data.upload import Upload
from metrics.publish import publish
from pages.parts import session
from tests.conftest import conversation
from tests.pages.conftest import ROOT, small_table
from tests.pages.test_pages import visit, words
from tests.serving import PATIENCE

NAMES = [
    ("Guild " * 34).strip(),
    "قسم الصيانة",
    "👩🏽‍🔧🌱 crew",
    "# **loud** <b>x</b> $y$ :red[z]",
]


@pytest.fixture
def holding(database, tmp_path):
    """Return a function that puts a table into the database under some names."""

    def put(table: str, *names: str | None, **columns: str) -> None:
        file = tmp_path / "talk.csv"
        file.write_text(table, "utf-8")
        store = open_store(database)
        for name in names:
            choices = Choices(community=name, time_zone="UTC", day_first=True, columns=columns)
            add(store, Upload.of(file), choices=choices)
        publish(store)
        store.close()

    return put


@pytest.fixture
def named(database, measured_once) -> None:
    """Put communities with names of every kind into the database."""
    shutil.copyfile(measured_once(dict.fromkeys(NAMES, small_table())), database)


def test_names_of_every_kind_stand_on_the_overview(named, app):
    visit(app, "overview")
    assert len(app.subheader) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_kind_can_be_chosen(named, app, name):
    visit(app, "community", community=name)
    assert app.selectbox(key="community").value == name


def test_where_nobody_can_tell_which_post_is_answered_none_is_called_unanswered(database, app):
    # As in an old export of Slack: threads could be there, but nobody used them.
    said = "\n".join(f"p{n % 7} +{n}d: Has anybody a key?" for n in range(28))
    origin = Origin(file="flat", sha256="flat", format="slack", platform="slack")
    with closing(open_store(database)) as store:
        take(store, conversation(said, community="flat", how=How.ROOT), origin)
        publish(store)
    visit(app, "conversations", community="flat", per="Whole time")
    assert app.title[0].value == "No conversations to show for the whole time"
    assert "nobody can tell which post is answered" in words(app)
    assert not app.get("plotly_chart")


def test_one_post(holding, app):
    holding("author,time,text\nana,2026-03-02 09:00,Hello there.\n", "lonely")
    for page in ("overview", "community"):
        visit(app, page)
        assert "too little" in app.title[0].value
        assert not app.get("plotly_chart")
    assert "needs" in words(app).lower()


def test_three_hundred_communities(holding, app):
    lines = ["author,time,text,id,reply_to,community"]
    for number in range(300):
        lines += [
            f"p{number}{who},2026-03-{2 + who:02} 09:00,What now?,{number}-{who},,c {number}"
            for who in range(6)
        ]
    holding("\n".join(lines), None, community="community")
    visit(app, "overview")
    assert len(app.get("page_link")) < 100
    visit(app, "community", community="c 250")
    assert app.selectbox(key="community").value == "c 250"


def test_unknown_community_and_period_are_said(filled, app):
    visit(app, "community", community="nowhere")
    assert "nowhere" in app.info[0].value


def test_unknown_period_is_said(filled, app):
    visit(app, "community", community="guild", period="Q9 1999")
    assert any("Q9 1999" in one.value for one in app.info)


def test_undone_while_somebody_looks(filled, app):
    visit(app, "community", community="guild")
    store = session.store()
    for number in history.imports(store)["number"]:
        history.undo(store, number)
    publish(store)
    app.run()
    assert not app.exception
    assert any("Example organisation" in one.value for one in app.markdown)


def test_a_second_visitor_sees_the_same(filled, app):
    visit(app, "overview")
    other = AppTest.from_file(ROOT / "app.py", default_timeout=PATIENCE)
    visit(other, "overview")
    assert other.title[0].value == app.title[0].value


def test_a_wider_period_is_offered(app):
    visit(app, "community", community="Facilitators’ guild")
    assert any(one.value.startswith("2026: ") and " of 100 " in one.value for one in app.markdown)
    assert ":primary[Look at 2026 →]" in [link.proto.label for link in app.get("page_link")]


def test_restart_shows_the_same_again(filled, app):
    visit(app, "community", community="guild", per="Month").run()
    before = app.title[0].value
    st.cache_resource.clear()
    st.cache_data.clear()
    app.run()
    assert not app.exception
    assert app.title[0].value == before
