"""The same pages in another language, and the same choices when the language changes."""

import json

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from metrics.metric import Bounds, Unit
from pages.parts import bounds
from pages.parts.words import Scale
from tests.pages.conftest import HOSTILE
from tests.pages.test_pages import visit

PAGES = ["overview", "community", "compare", "add_data", "about"]


def follow(app: AppTest, **address: str) -> AppTest:
    """Follow a link straight to a community, and nowhere else before."""
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page("pages/community.py").run()
    assert not app.exception, app.exception
    return app


def captions(app: AppTest) -> str:
    """Return the small lines of a page."""
    return "\n".join(one.value for one in app.caption)


def separators(app: AppTest) -> set[str]:
    """Return how the charts of a page separate decimals and thousands."""
    specs = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    return {spec["layout"]["separators"] for spec in specs}


@pytest.mark.parametrize("page", PAGES)
def test_pages_stand_in_dutch(filled, app, page):
    visit(app, page, lang="nl")
    assert app.title[0].value


def test_pages_stand_in_dutch_without_data(bare):
    for page in PAGES:
        visit(bare, page, lang="nl")


def test_the_address_decides(filled, app, monkeypatch):
    monkeypatch.setattr(type(st.context), "locale", "en-GB")
    visit(app, "community", lang="nl", community="guild")
    assert "1 januari 2026" in captions(app)
    assert separators(app) == {",\u202f"}


def test_the_address_may_hold_the_name_of_the_language(filled, app):
    visit(app, "community", lang="Nederlands", community="guild")
    assert "1 januari 2026" in captions(app)


def test_else_the_browser_decides(filled, app, monkeypatch):
    monkeypatch.setattr(type(st.context), "locale", "nl-BE")
    visit(app, "community", community="guild")
    assert "1 januari 2026" in captions(app)


@pytest.mark.parametrize("spoken", ["de-DE", None])
def test_else_it_is_english(filled, app, monkeypatch, spoken):
    monkeypatch.setattr(type(st.context), "locale", spoken)
    visit(app, "community", lang="xx", community="guild")
    assert "1 January 2026" in captions(app)
    assert separators(app) == {".\u202f"}


def test_another_language_keeps_every_choice(filled, app):
    chosen = {"community": HOSTILE, "per": "Month", "period": "February 2026"}
    follow(app, lang="en", **chosen)
    before = [app.session_state[key] for key in chosen]
    assert str(before[2].date()) == "2026-02-01"
    for language in ("nl", "en"):
        app.session_state["lang"] = language
        app.run()
        assert not app.exception
        assert not app.info
        assert [app.session_state[key] for key in chosen] == before
        assert ("februari 2026" in captions(app).lower()) == (language == "nl")


def test_an_address_of_another_language_is_understood(filled, app):
    follow(app, lang="en", per="Month", period="februari 2026")
    assert str(app.selectbox(key="period").value.date()) == "2026-02-01"
    assert not app.info


def test_bounds_are_told_with_their_unit():
    limits = Bounds(risk_below=0.125, watch_below=0.25, risk_above=0.9)
    told = bounds.listed(limits, Scale.of(Unit.SHARE, 0.5)).replace("\u202f", " ")
    assert told == "at risk below 12.5 %, watch below 25 % and at risk above 90 %"
    assert [level.label for level in bounds.levels(limits)] == [
        "at risk below",
        "watch below",
        "at risk above",
    ]
    assert bounds.levels(Bounds()) == []
