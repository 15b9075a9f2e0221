"""Topics: what people talk about comes first; nothing is said of few."""

from tests.pages.conftest import PEOPLE
from tests.pages.test_pages import visit, words


def test_without_data_it_says_where_to_begin(bare):
    visit(bare, "topics")
    assert bare.get("page_link")
    assert not bare.get("plotly_chart")


def test_what_is_talked_about_most_comes_first(app):
    visit(app, "topics", community="Maintenance practice", per="Whole time")
    assert app.title[0].value.startswith("People talk most about “")
    said = words(app)
    assert "night shift" in said
    assert "at least five people used in at least three conversations" in said
    assert app.get("plotly_chart")


def test_over_time_each_topic_has_a_chart(app):
    visit(app, "topics", community="Maintenance practice", per="Quarter")
    assert "Over time" in [one.value for one in app.header]
    assert len(app.get("plotly_chart")) >= 4


def test_too_little_is_said_and_leads_on(filled, app):
    visit(app, "topics", community="guild", per="Month")
    said = words(app)
    assert not [one for one in PEOPLE if one.split("@")[0] in said]
