"""Conversations: which wait, which go deep, which made a figure; nobody is named."""

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import PEOPLE
from tests.pages.test_pages import visit, words

GUILD = {"community": "guild", "per": "Whole time"}


def texts(app: AppTest) -> str:
    return "\n".join(one.value for one in app.get("text"))


def test_without_data_it_says_where_to_begin(bare):
    visit(bare, "conversations")
    assert bare.get("page_link")
    assert not bare.get("plotly_chart")


def test_who_waits_comes_first(filled, app):
    visit(app, "conversations", **GUILD)
    assert app.title[0].value == "Every conversation begun in the whole time has an answer"
    assert "Half of the answered ones waited 1\u202fhour or less." in words(app)


def test_the_example_shows_who_got_no_answer(app):
    visit(app, "conversations", community="Customer care team", per="Whole time")
    said = words(app)
    assert "have no answer" in app.title[0].value
    assert "What to try" in said
    assert "no answer in" in said


def test_what_asks_is_told_apart_from_what_tells(look):
    where = {"community": "Planning tool help desk", "per": "Whole time"}
    every = look(visit, "conversations", **where)
    assert re.search(r"\d+ of them ask something\.", words(every))
    of_all = int(re.match(r"\d+ of (\d+) conversations", every.title[0].value)[1])
    asking = look(visit, "conversations", opening="That ask", **where)
    told = re.match(r"\d+ of (\d+) conversations that ask, begun in", asking.title[0].value)
    assert 0 < int(told[1]) < of_all
    assert "read by the automatic recognition" in words(asking)


def test_a_tree_has_roles_and_no_names(filled, app):
    visit(app, "conversations", show="Deepest", **GUILD)
    assert "2 answers deep" in app.title[0].value
    charts = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    marks = [one["text"] for one in charts[1]["layout"]["annotations"]]
    assert marks == [
        "<b>Member A</b> · opens",
        "<b>Member B</b> · 1\u202fhour later",
        "<b>Member A</b> · 2\u202fhours later",
    ]
    assert "2 levels of answers. In turn: Member A, Member B, Member A." in charts_alt(app)
    assert not [one for one in PEOPLE if one.split("@")[0] in words(app) + texts(app)]


def charts_alt(app: AppTest) -> str:
    return "\n".join(chart.proto.alt for chart in app.get("plotly_chart"))


def test_words_are_read_only_when_somebody_opens_them(filled, app):
    visit(app, "conversations", show="Deepest", **GUILD)
    assert not texts(app)


@pytest.mark.parametrize("side", ["Count towards it", "Do not"])
def test_a_figure_shows_what_made_it(app, side):
    where = {"community": "Customer care team", "per": "Whole time"}
    visit(app, "conversations", show="Behind a figure", figure="Back and forth", side=side, **where)
    said = words(app)
    assert "people go back and forth" in app.title[0].value
    assert "234 conversations made this figure: 67 count towards it, 167 do not." in said
    assert ("counts towards it" in said) == (side == "Count towards it")


def test_a_figure_that_is_not_given_shows_no_conversations(filled, app):
    visit(app, "conversations", show="Behind a figure", figure="Share of the host", **GUILD)
    assert "cannot be told" in app.title[0].value
    assert not app.get("plotly_chart")


def test_an_unknown_figure_is_said(filled, app):
    visit(app, "conversations", show="Behind a figure", figure="Reciprocity", **GUILD)
    assert "There is no figure “Reciprocity”" in "\n".join(one.value for one in app.info)


def test_where_other_machines_can_look_nobody_may(filled, app, monkeypatch):
    monkeypatch.setattr("pages.parts.entitled._is_administrator", lambda: False)
    visit(app, "conversations", **GUILD)
    assert app.title[0].value == "This page is for the administrator"
    assert not app.get("plotly_chart")


def test_a_figure_corrected_for_reading_says_what_its_conversations_give_as_read(app):
    where = {"community": "Winning offers", "per": "Whole time"}
    visit(app, "conversations", show="Behind a figure", figure="Beyond best practices", **where)
    said = words(app)
    as_read = re.search(r"as it was read: (\d+) of 100 together", said)
    figure = re.search(r"corrected for that, the figure is (\d+) of 100", said)
    assert app.title[0].value.startswith(f"{figure[1]} of 100 posts that tell of work")
    assert as_read[1] != figure[1]


def test_a_figure_that_is_counted_says_nothing_of_reading(app):
    where = {"community": "Winning offers", "per": "Whole time"}
    visit(app, "conversations", show="Behind a figure", figure="Back and forth", **where)
    assert "as it was read" not in words(app)
