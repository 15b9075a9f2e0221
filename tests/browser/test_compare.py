"""Compare and About the numbers in a real browser: links, tables, downloads, hostile names."""

import csv
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import leading_elsewhere, looking, settled, still
from tests.pages.conftest import HOSTILE

pytestmark = pytest.mark.browser

# Words of one chart whose boxes share more than a hair's breadth.
_ON_EACH_OTHER = """
    () => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].flatMap(chart => {
        const said = [...chart.querySelectorAll('.annotation')]
            .map(one => [one.textContent, one.getBoundingClientRect()]);
        return said.flatMap(([text, a], at) => said.slice(at + 1)
            .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
            .map(([other]) => [text, other]));
    })
"""

PAIR = urlencode({"communities": ["guild", HOSTILE], "per": "Whole time"}, doseq=True)


@pytest.fixture(scope="module")
def inside(dashboard, browser) -> str:
    """Return the address of a dashboard that somebody has visited before."""
    with looking(browser) as open_page:
        open_page(dashboard)
    return dashboard


@pytest.fixture(scope="module")
def pair(inside, browser) -> Iterator[Page]:
    """Return two communities side by side, for tests that only look."""
    with looking(browser) as open_page:
        page = open_page(f"{inside}/compare?{PAIR}")
        page.locator("[data-testid=stPlotlyChart]").first.wait_for()
        yield page


def test_printed_nothing_is_folded_away(inside, look):
    page = look(f"{inside}/about?embed=true")
    page.get_by_text("Of all ordered pairs").first.wait_for()
    assert page.locator("details:not([open])").count() == 0
    page = look(f"{inside}/compare?{PAIR}&embed=true")
    page.locator("[data-testid=stPlotlyChart]").first.wait_for()
    assert page.get_by_text("Show as table").count() == 0


def test_a_link_opens_the_same_comparison(pair):
    pair.get_by_text("differences").first.wait_for()
    assert pair.url.count("communities=") == 2
    assert "per=Whole+time" in pair.url


def test_a_link_keeps_both_communities_on_a_fresh_server(serve, look, filled, tmp_path):
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(filled.read_bytes())
    page = look(f"{serve(copy)}/compare?{PAIR}")
    page.get_by_text("differences").first.wait_for()
    assert page.url.count("communities=") == 2


def test_hostile_names_are_text(pair):
    assert pair.locator("[data-testid=stMain] img").count() == 0
    assert leading_elsewhere(pair) == []


def test_an_unknown_community_is_named_and_replaced(inside, look):
    page = look(f"{inside}/compare?communities=nowhere")
    page.get_by_text("There is no community").wait_for()
    assert page.locator("h1").count() == 1


def test_every_chart_speaks_and_opens_as_a_table(pair):
    charts = pair.locator("[data-testid=stPlotlyChart]")
    assert charts.count() == pair.locator("[role=figure][aria-label]").count() > 0
    pair.get_by_text("Show as table").first.click()
    pair.get_by_role("table").first.wait_for()
    pair.get_by_role("button", name="Download as CSV").wait_for()


def test_the_values_by_period_download_without_formulas(inside, look):
    page = look(f"{inside}/compare?{PAIR.replace('Whole+time', 'Quarter')}")
    page.get_by_text("Show as table").last.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    assert download.value.suggested_filename == "comparison-by-quarter.csv"
    text = download.value.path().read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["community"] for row in rows} == {"guild", HOSTILE}
    assert {"period", "value", "low", "high", "why"} <= set(rows[0])


def test_the_way_of_comparing_is_switched_and_kept_in_the_address(inside, look):
    page = look(f"{inside}/compare")
    page.get_by_text("One over time").click()
    page.get_by_role("combobox", name="Before").wait_for()
    settled(page)
    assert "compare=One+over+time" in page.url


def test_a_figure_is_found_by_its_dimension_and_hostile_names_are_text(inside, look):
    page = look(f"{inside}/about")
    page.get_by_role("link", name="Reciprocity").click()
    page.get_by_role("heading", name="Reciprocity").wait_for()
    assert page.url.endswith("#about-reciprocity")
    page.locator("summary").filter(has_text="Reciprocity").first.click()
    page.locator("details[open]").get_by_text("Of all ordered pairs").first.wait_for()
    assert page.locator("[data-testid=stMain] img").count() == 0


@pytest.mark.parametrize("language", ["English", "Nederlands"])
def test_no_words_of_a_chart_lie_on_each_other(example, look, language):
    page = look(f"{example}/compare?embed=true&lang={language}", width=390)
    page.locator("[data-testid=stPlotlyChart] .main-svg").first.wait_for()
    still(page)
    assert page.evaluate(_ON_EACH_OTHER) == []
