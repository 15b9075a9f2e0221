"""About the numbers: every declaration is there, and what each export cannot show."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from metrics import catalogue
from metrics.metric import Dimension, Status
from pages.parts import declared
from tests.pages.conftest import HOSTILE, PEOPLE
from tests.pages.test_pages import visit, words


@pytest.fixture(scope="module")
def about(look, measured) -> AppTest:
    """Return the page with two small communities."""
    return look(visit, "about", measured)


def everything(app) -> str:
    """Return all text with the labels of what is folded."""
    return "\n".join([words(app), *(one.label for one in app.expander)])


def test_without_data_still_tells_every_figure(app):
    visit(app, "about", example="false")
    assert app.title[0].value == f"{len(catalogue())} figures answer six questions"
    assert "There are no data yet." in words(app)
    assert app.get("page_link")


@pytest.mark.parametrize("metric", catalogue(), ids=lambda metric: metric.name)
def test_every_declaration_is_written_out(about, metric):
    said = everything(about)
    for part in (metric.title, metric.question, metric.formula, metric.blind_spot, metric.source):
        assert part in said
    assert f"{metric.minimum} {metric.minimum_of}" in said


def test_bounds_are_called_what_they_are(about):
    assert "Starting values, not science." in words(about)
    assert "Watch below" in words(about) or "At risk below" in words(about)


def test_tells_how_often_the_intervals_hold_and_what_is_worth_acting_on(about):
    said = words(about)
    assert "the 95 % interval held the truth" in said
    assert "A difference of 25" in said and "or more. A starting value, not science." in said


def test_every_dimension_has_its_place(about):
    assert [one for one in Dimension if one not in [head.value for head in about.header]] == []


def test_says_what_each_export_cannot_show(about):
    assert "can be given for every community" in about.title[0].value
    said = everything(about)
    assert "guild" in said
    assert "Members unknown: this export has no member list" in said


def test_shows_no_member_and_no_markdown_of_members(about):
    said = everything(about)
    assert HOSTILE not in said
    assert "![x](" not in said
    assert not [person for person in PEOPLE if person.split("@")[0] in said]


def test_equal_gaps_of_many_communities_stand_together():
    names = [f"community {number}" for number in range(300)]
    lacking = {"metric": "reciprocity", "status": Status.UNMEASURABLE, "why": "no threads"}
    rows = pd.DataFrame([{"community": name, **lacking} for name in names])
    (gap,) = declared.gaps(rows, pd.DataFrame({"name": names}))
    assert (len(gap.names), gap.missing) == (300, {"no threads": ["Reciprocity"]})


def _cannot() -> None:
    import streamlit as st

    from pages.parts import declared

    declared.cannot(st.session_state["shown"])


def test_communities_without_any_figure_stand_in_one_line():
    """Each for a reason of its own: as many rows that say nothing would hide the others."""
    titles = [metric.title for metric in catalogue()]
    app = AppTest.from_function(_cannot)
    app.session_state["shown"] = [
        declared.Gap(["attic"], {"no threads": titles}),
        declared.Gap(["cellar"], {"no members": titles}),
        declared.Gap(["hall"], {"no members": titles[:3]}),
    ]
    app.run()
    assert [one.label for one in app.expander] == ["**\u2068hall\u2069**: 3 figures missing"]
    said = f"**\u2068attic\u2069 and \u2068cellar\u2069**: none of the {len(titles)} figures"
    assert app.markdown[0].value.startswith(said)
