"""The example organisation is there until there are data, says that it is one, and goes."""

import os

import pytest
import streamlit as st

from data.store import Store, open_store
from pages.parts.example import Example
from pages.parts.example import main as make_ahead
from pages.parts.job import Job
from tests.pages.test_pages import visit, words

PAGES = ["overview", "community", "compare", "add_data", "about"]


def is_marked(app) -> bool:
    """Say whether the page says that this is an example."""
    return any("Example organisation" in one.value for one in app.markdown)


@pytest.mark.parametrize("page", PAGES)
def test_marked_on_every_page_with_the_way_to_own_data(look, page):
    app = look(visit, page)
    assert is_marked(app)
    labels = [link.proto.label for link in app.get("page_link")]
    assert any("Bring your own export" in label for label in labels)


def test_overview_shows_seven_communities(look):
    app = look(visit, "overview")
    assert len(app.subheader) == 7
    assert "seven" in app.title[0].value


def test_goes_with_one_click_and_comes_back(app):
    visit(app, "overview")
    app.toggle(key="example").set_value(False).run()
    assert not is_marked(app)
    assert app.title[0].value.endswith("?")
    app.toggle(key="example").set_value(True).run()
    assert is_marked(app)


@pytest.mark.parametrize("page", PAGES)
def test_never_beside_own_data(filled, app, page):
    visit(app, page)
    assert not is_marked(app)
    assert not app.toggle
    assert "Maintenance practice" not in words(app)


def test_own_store_stays_empty(app, database):
    visit(app, "overview")
    assert is_marked(app)
    st.cache_resource.clear()
    store = open_store(database)
    assert store.read("select count(*) as posts from post")["posts"].iloc[0] == 0
    store.close()


def test_what_is_kept_is_used_again(made_example, tmp_path):
    example = Example(tmp_path)
    shown = example.store()
    assert shown.read("select count(*) as n from community")["n"].iloc[0] == 7
    other = Example(tmp_path.with_name(tmp_path.name + "x"))
    other._copy.parent.mkdir()
    assert other.store() is not None, "a second dashboard must not wait for the first"
    other.close()
    example.close()


def test_made_ahead_once_is_enough(made_example, capsys):
    make_ahead()
    assert not capsys.readouterr().out


def test_damaged_or_older_is_made_anew(made_example, tmp_path, monkeypatch):
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setenv("COMMUNITY_EXAMPLE", str(kept))
    (tmp_path / "own").mkdir()
    example = Example(tmp_path / "own")
    example._kept.write_bytes(b"no database at all")
    (kept / "example-0000.duckdb").write_bytes(b"of an older version")
    assert example.store() is None
    make_ahead()
    assert example.store() is not None
    assert os.listdir(kept) == [example._kept.name]  # noqa: PTH208
    example.close()


def test_shows_also_where_nothing_can_be_kept(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("COMMUNITY_EXAMPLE", str(tmp_path / "file" / "folder"))
    example = Example(tmp_path)
    example.make(Job("the example"))
    assert not example.has_failed
    assert isinstance(example.store(), Store)
    example.close()
