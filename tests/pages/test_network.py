"""Network: circles, who meets whom, without the host, introductions; and nobody in any of it."""

import json

import pytest

from tests.pages.conftest import PEOPLE
from tests.pages.test_pages import visit, words

COURSE = "First-time leaders course"


def test_without_data_it_says_where_to_begin(bare):
    visit(bare, "network", example="false")
    assert bare.get("page_link")
    assert not bare.get("plotly_chart")


def test_too_few_people_are_said_and_not_drawn(filled, app):
    visit(app, "network", community="guild")
    assert app.title[0].value == "There is too little talk to draw a network"
    said = words(app)
    assert "Needs 15 people who talk; there are 12." in said
    assert "Nobody is declared as host" in said
    assert "no departments, levels or places are known" in said.lower()
    assert not app.get("plotly_chart")
    assert not [person for person in PEOPLE if person.split("@")[0] in said]


def test_the_finding_comes_first_and_the_picture_proves_it(app):
    visit(app, "network", community=COURSE)
    assert "circles of their own" in app.title[0].value
    said = words(app)
    assert "in 19 shuffled networks" in said
    assert "Without the host, about" in said
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))
    assert len(app.get("plotly_chart")) == 3


def test_introductions_are_from_group_to_group(app):
    visit(app, "network", community=COURSE)
    said = [
        one.value
        for one in app.markdown
        if "Fewer than five people of them are in touch" in one.value
    ]
    assert said
    assert all(one.startswith("**Circle ") for one in said)


def test_the_picture_holds_no_more_than_is_shown(app):
    visit(app, "network", community=COURSE)
    for chart in app.get("plotly_chart"):
        figure = json.loads(chart.proto.spec)
        marks = [len(trace["x"]) for trace in figure["data"] if trace["mode"] == "markers"]
        assert sum(marks) <= 320
        assert not [trace for trace in figure["data"] if "customdata" in trace or "text" in trace]


@pytest.mark.parametrize("time", ["2025", "the whole time"])
def test_a_link_opens_the_same_time(app, time):
    visit(app, "network", community=COURSE, time=time)
    assert time in app.selectbox(key="time").options
    assert time in words(app).lower()
    assert not app.info


def test_an_unknown_time_is_said(app):
    visit(app, "network", community=COURSE, time="1999")
    assert "There is no picture of “1999”" in app.info[0].value


def test_levels_can_be_looked_at_too(app):
    visit(app, "network", community="Maintenance practice", by="Level")
    figures = "\n".join(chart.proto.spec for chart in app.get("plotly_chart"))
    assert "professional" in figures
