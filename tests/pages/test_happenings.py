"""Events: written down on a page, drawn on the charts, taken back, refused in words."""

from datetime import date

import pandas as pd
import pytest

from pages.parts import timelines
from pages.parts.words import Scale
from tests.pages.conftest import HOSTILE
from tests.pages.test_pages import visit, words


def write_down(app, name: str, day: date, communities: list[str]):
    app.date_input[0].set_value(day)
    app.text_input[0].set_value(name)
    app.multiselect[0].set_value(communities)
    return next(one for one in app.button if one.label == "Write it down").click().run()


def drawn(app) -> str:
    return "\n".join(chart.proto.spec for chart in app.get("plotly_chart"))


def test_what_is_written_down_stands_on_the_charts_of_that_community_only(filled, app):
    visit(app, "community", community="guild")
    assert "Nothing is written down yet" in words(app)
    write_down(app, "Night shift joins", date(2026, 5, 4), ["guild"])
    assert not app.exception
    assert "Night shift joins" in drawn(app)
    assert "4 May 2026" in words(app)
    app.selectbox(key="community").set_value(HOSTILE).run()
    assert "Night shift joins" not in drawn(app)


def test_what_concerns_all_stands_on_the_charts_of_all(filled, app):
    visit(app, "community", community="guild")
    write_down(app, "Summer closing", date(2026, 5, 4), [])
    app.selectbox(key="community").set_value(HOSTILE).run()
    assert "Summer closing" in drawn(app)
    assert "all communities" in words(app)


def test_what_is_taken_back_is_gone(filled, app):
    visit(app, "community", community="guild")
    write_down(app, "Summer closing", date(2026, 5, 4), [])
    next(one for one in app.button if "Take back" in one.label).click().run()
    assert "Summer closing" not in drawn(app) + words(app)


def test_an_event_without_a_name_is_refused_in_words(filled, app):
    visit(app, "community", community="guild")
    write_down(app, "  ", date(2026, 5, 4), [])
    assert [one.value for one in app.error] == ["Say in a few words what happened."]
    assert "Nothing is written down yet" in words(app)


def test_what_a_visitor_writes_is_no_markdown(filled, app):
    visit(app, "community", community="guild")
    write_down(app, "![x](http://other.host/p.png) <b>now</b>", date(2026, 5, 4), [])
    said = "\n".join(one.value for one in app.markdown)
    assert "![x](" not in said
    assert "<b>now" not in drawn(app)
    assert "\\u003cb\\u003enow" not in drawn(app)


def test_nothing_is_added_to_the_example(app):
    visit(app, "community", community="Facilitators’ guild")
    assert "The host left" in words(app) or "host" in words(app)
    assert not app.date_input


QUARTERS = pd.Series(pd.to_datetime(["2025-10-01", "2026-01-01", "2026-04-01"]))


def test_an_event_belongs_to_the_periods_until_the_last_one_ends():
    events = [(pd.Timestamp(day), day) for day in ("2025-09-30", "2026-05-20", "2026-07-05")]
    inside = timelines.events_within(QUARTERS, "quarter", events)
    assert inside == [(pd.Timestamp("2026-05-20"), "2026-05-20")]


@pytest.mark.parametrize("lone", [False, True])
def test_an_event_in_the_middle_of_a_quarter_lies_on_the_point_of_that_quarter(lone):
    """A point stands for all of its quarter; what happened at its end lies behind the point."""
    rows = pd.DataFrame({"period": QUARTERS, "value": [0.2, None if lone else 0.4, 0.6]})
    rows = rows.assign(low=rows["value"] - 0.1, high=rows["value"] + 0.1)
    events = [(pd.Timestamp("2025-11-16"), "middle"), (pd.Timestamp("2026-06-28"), "end")]
    scale = Scale(100, "%", "%")
    figure = timelines.over_time(rows.itertuples(), scale, "quarter", QUARTERS[2], events=events)
    middle, end = (pd.Timestamp(shape["x0"]) for shape in figure.layout.shapes)
    points = sorted({pd.Timestamp(x) for trace in figure.data for x in trace.x})
    assert middle == points[0] == pd.Timestamp("2025-11-16")
    first, last = map(pd.Timestamp, figure.layout.xaxis.range)
    assert first == QUARTERS[0] and points[-1] < end < last == pd.Timestamp("2026-07-01")
