"""The report: the findings of the screens in one file that asks nobody for anything."""

import html
import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import plotly.graph_objects as go
import pytest

from data import published
from data.store import Store
from metrics.metric import Standing
from metrics.own_bounds import in_force
from pages.parts import language, need, palette, report, svg, turns
from pages.parts.dimensions import View
from pages.parts.measures import by_community
from tests.pages.conftest import HOSTILE, PEOPLE
from tests.pages.test_pages import visit


@pytest.fixture
def told(filled):
    """Return a function that gives what a report of a community is made of."""
    store = Store(filled)
    known = published.communities(store)
    measures = in_force(store).beside(published.measures(store, "quarter"))
    store.close()

    def of(name: str) -> report.Told:
        with language.speaking("en"):
            found = need.found(known, by_community(measures), "quarter")
        one = next(one for one in (*found.told, *found.untold) if one.community.name == name)
        event = (pd.Timestamp("2026-05-04"), f"Shift change {HOSTILE}")
        view = View(name, one.measures, one.period, "quarter", [event], {})
        return report.Told(one.community, one.standing, one.warned, view, one.turn)

    return of


def written(told: report.Told, spoken: str = "en") -> str:
    with language.speaking(spoken), palette.on_paper():
        return report._of_one(told, report.Shown(is_example=False, fewest=5))


def seen(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page.partition("</style>")[2]))


class Tags(HTMLParser):
    """Notes every tag with what it says."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_it_says_the_findings_with_a_chart_each_and_how_sure(told):
    page = written(told("guild"))
    assert page.count("<h3>") == page.count("<svg") > 0
    said = seen(page)
    assert "The true value lies within" in said
    assert "What it cannot see" in said
    assert "What these figures cannot tell" in said
    assert "What the intervals mean" in said
    assert "no departments, levels or places are known" in said.lower()


def test_it_asks_nobody_for_anything_and_runs_nothing(told):
    tags = Tags(written(told(HOSTILE))).found
    assert not {"script", "img", "link", "iframe", "object", "a"} & {tag for tag, _said in tags}
    assert not [said for _tag, said in tags if {"src", "href", "onload", "onclick"} & set(said)]
    csp = next(said for tag, said in tags if said.get("http-equiv"))
    assert csp["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_a_hostile_name_is_text_and_nobody_is_named(told):
    page = written(told(HOSTILE))
    assert "<b>guild" not in page
    assert "![x](http://other.host/p.png) <b>guild</b>" in seen(page)
    assert not [one for one in PEOPLE if one in page or one.split("@")[0] in page]


def test_it_is_small_and_the_same_each_time(told):
    assert len(written(told("guild"))) < 60_000
    assert written(told("guild")) == written(told("guild"))


def test_it_speaks_the_language_of_the_visitor(told):
    page = written(told("guild"), "nl")
    assert '<html lang="nl">' in page
    assert "The true value" not in page


def test_each_chart_tells_its_finding_to_those_who_cannot_see_it(told):
    page = written(told("guild"))
    headings = re.findall(r"<h3>(.+?)</h3>", page)
    labels = [said["aria-label"] for tag, said in Tags(page).found if tag == "svg"]
    assert [html.unescape(one) for one in headings] == labels


@pytest.mark.parametrize("page", ["overview", "community"])
def test_it_is_offered(filled, app, page):
    visit(app, page)
    offered = [one.proto.label for one in app.get("download_button")]
    assert "Report to print or send" in offered


def test_a_chart_is_drawn_where_its_values_lie():
    figure = go.Figure()
    figure.update_layout(height=100, margin={"l": 10, "r": 10, "t": 20, "b": 20})
    figure.update_xaxes(range=[0, 10], visible=False)
    figure.update_yaxes(range=[0, 1], visible=False)
    figure.add_scatter(x=[0, 10], y=[0, 1], mode="lines", line={"color": "#123456", "width": 2})
    drawn = svg.drawn(figure, 'a "rise" & more', width=120)
    assert 'points="10.0,80.0 110.0,20.0"' in drawn
    assert 'aria-label="a &quot;rise&quot; &amp; more"' in drawn


def test_a_bound_outside_of_the_chart_is_not_drawn_below_it():
    figure = go.Figure()
    figure.update_layout(height=100, margin={"l": 10, "r": 10, "t": 20, "b": 20})
    figure.update_xaxes(range=[0, 10], visible=False)
    figure.update_yaxes(range=[0, 1], visible=False)
    for bound in (0.5, -0.2):
        line = {"y0": bound, "y1": bound, "x0": 0, "x1": 10, "line": {"color": "#123456"}}
        figure.add_shape(**line)
        figure.add_annotation(x=5, y=bound, text=f"at {bound}", font={"size": 12})
    drawn = svg.drawn(figure, "bounds", width=120)
    assert drawn.count("<line") == 1
    assert "at 0.5" in drawn
    assert "at -0.2" not in drawn


def test_what_screens_write_as_markdown_is_written_as_html():
    markdown = r"**a\*b \<c\>** fell :small[:gray[(Q2)]]  " + "\nthen"
    assert report._html(markdown) == "<strong>a*b &lt;c&gt;</strong> fell (Q2)<br>then"


def test_all_communities_stand_in_one_table(filled):
    store = Store(filled)
    known, measures = (
        published.communities(store),
        in_force(store).beside(published.measures(store, "quarter")),
    )
    store.close()
    with language.speaking("en"), palette.on_paper():
        found = need.found(known, by_community(measures), "quarter")
        every = []
        for one in (*found.told, *found.untold):
            view = View(one.name, one.measures, one.period, "quarter", [], {})
            every.append(report.Told(one.community, one.standing, one.warned, view))
        page = report._of_all(found, every, report.Shown(is_example=True, fewest=5))
    assert page.count("<tr>") == 1 + len(known)
    assert "invented data, true of nobody" in seen(page)
    assert page.count("<h1>") == 1


def test_what_fell_is_marked_in_its_dimension_alone(told):
    still = told("guild")
    broke = replace(still.standing[1], standing=Standing.AT_RISK)
    fallen = replace(still, turn=turns.Turn(broke=broke))
    assert "▼" not in written(still)
    cells = re.findall("<td>.*?</td>", written(fallen))
    assert ["▼ fell" in cell for cell in cells[:6]] == [False, True, *[False] * 4]
