"""Each page, with nothing and with a little, shows what it should and nothing it must not."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import HOSTILE, PEOPLE

PAGES = ["overview", "community", "add_data"]


def visit(app: AppTest, page: str, **address: str) -> AppTest:
    """Open a page by its address, as a link does: no other page was there before."""
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception, app.exception
    return app


def words(app: AppTest) -> str:
    """Return all text of a page and the figures in it, as they are sent to the browser."""
    said = [one.value for kind in ("title", "header", "subheader", "markdown", "caption", "error")
            for one in getattr(app, kind)]  # fmt: skip
    figures = [chart.proto.spec for chart in app.get("plotly_chart")]
    frames = [frame.value.to_csv() for frame in app.dataframe]
    return "\n".join([*said, *figures, *frames])


@pytest.mark.parametrize("page", ["overview", "community"])
def test_without_data_leads_to_add_data(bare, page):
    app = visit(bare, page)
    assert app.title[0].value.endswith("?")
    assert [link.proto.page_script_hash for link in app.get("page_link")]
    assert not app.get("plotly_chart")


def test_add_data_without_data(bare):
    app = visit(bare, "add_data")
    assert "Nothing has been imported yet." in [one.value for one in app.markdown]
    assert len(app.expander) >= 4


@pytest.mark.parametrize("page", PAGES)
def test_shows_no_member(look, measured, page):
    shown = words(look(visit, page, measured))
    assert not [person for person in PEOPLE if person in shown or person.split("@")[0] in shown]


def test_overview_says_one_finding_and_a_row_for_each(look, measured):
    app = look(visit, "overview", measured)
    assert "communit" in app.title[0].value
    assert "guild" in [one.value for one in app.subheader]
    assert app.get("plotly_chart")


@pytest.mark.parametrize("page", ["overview", "community", "add_data"])
def test_hostile_name_is_no_markdown(look, measured, page):
    app = look(visit, page, measured, community=HOSTILE)
    kinds = ("title", "header", "subheader", "markdown", "caption")
    said = "\n".join(one.value for kind in kinds for one in getattr(app, kind))
    labels = "\n".join(link.proto.label for link in app.get("page_link"))
    for sink in (said, labels):
        assert "![x](" not in sink
        assert "http://" not in sink
    figures = "\n".join(chart.proto.spec for chart in app.get("plotly_chart"))
    assert "<b>guild" not in figures
    assert "\\u003cb\\u003eguild" not in figures


def test_community_answers_in_words_with_interval(look, measured):
    app = look(visit, "community", measured, community="guild")
    said = words(app)
    assert "95 % sure" in said
    assert "How sure" in said
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))


@pytest.mark.parametrize(
    ("address", "chosen"),
    [
        ({"community": "nowhere"}, {"community"}),
        ({"community": "guild", "period": "Q9 1999"}, {"period"}),
        ({"community": "guild", "per": "Fortnight"}, {"period"}),
    ],
)
def test_unknown_address_falls_back(filled, app, address, chosen):
    visit(app, "community", **address)
    for key in chosen:
        box = app.selectbox(key=key)
        value = box.value
        shown = value if isinstance(value, str) else f"Q{value.quarter} {value.year}"
        assert shown in box.options
    assert app.title[0].value


@pytest.mark.parametrize("per", ["Month", "Quarter", "Year", "Whole time"])
def test_every_length_of_period(filled, app, per):
    for page in ("overview", "community"):
        visit(app, page, per=per)


def test_address_holds_the_period(filled, app):
    visit(app, "community", community="guild", period="Q1 2026")
    assert app.selectbox(key="period").value == pd.Timestamp("2026-01-01")
    assert app.selectbox(key="community").value == "guild"


def test_never_without_a_reason(filled, app):
    visit(app, "community", community="guild")
    assert "No departments, levels or places are known" in words(app)
