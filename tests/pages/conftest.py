"""The app as a visitor meets it, with an empty store or with a small community in it."""

import shutil
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data.importers import Choices
from data.intake import add
from data.store import open_store
from data.upload import Upload
from metrics.publish import publish
from tests.serving import PATIENCE

ROOT = Path(__file__).parent.parent.parent
HOSTILE = "![x](http://other.host/p.png) <b>guild</b>"
PEOPLE = [f"person{number}@mill.example" for number in range(12)]


def small_table() -> str:
    """Return a table of 12 people who answer each other over two quarters."""
    lines = ["author,time,text,id,reply_to"]
    for number in range(80):
        month, day = 1 + number // 14, 1 + number % 14 * 2
        asker, other = PEOPLE[number % 12], PEOPLE[(number * 5 + 1) % 12]
        when = f"2026-{month:02}-{day:02}"
        lines += [
            f"{asker},{when} 08:00,Our pilot failed as nobody asked the night shift.,q{number},",
            f"{other},{when} 09:00,How did you find out what went wrong?,a{number},q{number}",
            f"{asker},{when} 10:00,We asked them. I am still not sure.,b{number},a{number}",
        ]
    return "\n".join(lines)


@pytest.fixture
def database(tmp_path, monkeypatch, made_example):
    """Give the app an empty database of its own, closed when the test ends.

    The example is made already, so that no test waits for it in the background.
    """
    path = tmp_path / "community.duckdb"
    monkeypatch.setenv("COMMUNITY_DB", str(path))
    st.cache_resource.clear()
    st.cache_data.clear()
    yield path
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def app(database) -> AppTest:
    """Return the app, not run yet."""
    return AppTest.from_file(ROOT / "app.py", default_timeout=PATIENCE)


@pytest.fixture
def bare(app) -> AppTest:
    """Return the app without data, the example put away."""
    app.query_params["example"] = "false"
    return app


@pytest.fixture(scope="session")
def measured(key, tmp_path_factory) -> Path:
    """Return a database with two small communities, one with a hostile name; measured once."""
    folder = tmp_path_factory.mktemp("measured")
    (folder / "talk.csv").write_text(small_table(), "utf-8")
    store = open_store(folder / "community.duckdb")
    for name in ("guild", HOSTILE):
        choices = Choices(community=name, time_zone="UTC", day_first=True)
        add(store, Upload.of(folder / "talk.csv"), choices=choices)
    publish(store)
    store.close()
    return folder / "community.duckdb"


@pytest.fixture
def filled(database, measured) -> Path:
    """Put two small communities into the database: a copy, which a test may change."""
    shutil.copyfile(measured, database)
    return database
