"""The app as a visitor meets it, with an empty store or with a small community in it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.parts import chart
from tests.serving import PATIENCE

chart.IS_CHECKED = True
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
    close_stores()
    yield path
    close_stores()


def close_stores() -> None:
    """Let the app forget and close whatever it has open."""
    st.cache_resource.clear()
    st.cache_data.clear()


def fresh_app() -> AppTest:
    """Return the app, not run yet."""
    return AppTest.from_file(ROOT / "app.py", default_timeout=PATIENCE)


@pytest.fixture
def app(database) -> AppTest:
    """Return the app, not run yet, with an empty database."""
    return fresh_app()


@pytest.fixture(scope="module")
def look(made_example, tmp_path_factory) -> Callable[..., AppTest]:
    """Return a function that shows a page, run once for all tests of a file that only read it.

    ``visit`` opens the page in an app, with a copy of ``measured``, else with the example. The
    stores are closed again: nothing on the page may be clicked.
    """
    shown: dict[str, AppTest] = {}

    def open_once(
        visit: Callable[..., AppTest], page: str, measured: Path | None = None, **address
    ) -> AppTest:
        key = repr((page, measured, sorted(address.items())))
        if key not in shown:
            database = tmp_path_factory.mktemp("shown") / "community.duckdb"
            if measured:
                shutil.copyfile(measured, database)
            close_stores()
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("COMMUNITY_DB", str(database))
                shown[key] = visit(fresh_app(), page, **address)
                close_stores()
        return shown[key]

    return open_once


@pytest.fixture
def bare(app) -> AppTest:
    """Return the app without data, the example put away."""
    app.query_params["example"] = "false"
    return app


@pytest.fixture(scope="session")
def measured(measured_once) -> Path:
    """Return a database with two small communities, one with a hostile name."""
    return measured_once({"guild": small_table(), HOSTILE: small_table()})


@pytest.fixture
def filled(database, measured) -> Path:
    """Put two small communities into the database: a copy, which a test may change."""
    shutil.copyfile(measured, database)
    return database
