"""Compare and About the numbers in a real browser: light, dark, on a phone, with hostile names."""

import csv
from urllib.parse import quote, urlencode

import pytest

from tests.browser.conftest import leading_elsewhere, settled
from tests.pages.conftest import HOSTILE

pytestmark = pytest.mark.browser

LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
PAIR = urlencode({"communities": ["guild", HOSTILE], "per": "Whole time"}, doseq=True)
OVER_TIME = f"compare?compare={quote('One over time')}&community=guild"


@pytest.fixture
def inside(dashboard, look):
    """Return the address of a dashboard that somebody has visited before."""
    look(dashboard)
    return dashboard


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("path", [f"compare?{PAIR}", OVER_TIME, "about"])
def test_page_stands(inside, look, path, width, scheme):
    page = look(f"{inside}/{path}", width, scheme)
    page.get_by_role("heading", level=1).wait_for()
    assert page.locator("[data-testid=stException]").count() == 0
    wide = page.evaluate(
        "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".map(one => one.scrollWidth - one.clientWidth)"
    )
    assert max(wide) <= 0


@pytest.mark.parametrize("path", [f"compare?{PAIR}", OVER_TIME, "about"])
def test_twice_the_size_still_fits(inside, look, path):
    page = look(f"{inside}/{path}", width=640)
    wide = page.evaluate("(one => one.scrollWidth - one.clientWidth)(document.documentElement)")
    assert wide <= 0


def test_printed_nothing_is_folded_away(inside, look):
    page = look(f"{inside}/about?embed=true")
    page.get_by_text("Of all ordered pairs").first.wait_for()
    assert page.locator("details:not([open])").count() == 0
    page = look(f"{inside}/compare?{PAIR}&embed=true")
    page.locator("[data-testid=stPlotlyChart]").first.wait_for()
    assert page.get_by_text("Show as table").count() == 0


def test_a_link_opens_the_same_comparison(inside, look):
    page = look(f"{inside}/compare?{PAIR}")
    page.get_by_text("differences").first.wait_for()
    assert page.url.count("communities=") == 2
    assert "per=Whole+time" in page.url


def test_a_link_keeps_both_communities_on_a_fresh_server(serve, look, filled, tmp_path):
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(filled.read_bytes())
    page = look(f"{serve(copy)}/compare?{PAIR}")
    page.get_by_text("differences").first.wait_for()
    assert page.url.count("communities=") == 2


def test_hostile_names_are_text(inside, look):
    page = look(f"{inside}/compare?{PAIR}")
    page.locator("[data-testid=stPlotlyChart]").first.wait_for()
    shown = page.locator("[data-testid=stMain]")
    assert shown.locator("img").count() == 0
    assert leading_elsewhere(page) == []
    page = look(f"{inside}/about")
    page.locator("summary").first.click()
    assert page.locator("[data-testid=stMain] img").count() == 0


def test_an_unknown_community_is_named_and_replaced(inside, look):
    page = look(f"{inside}/compare?communities=nowhere")
    page.get_by_text("There is no community").wait_for()
    assert page.locator("h1").count() == 1


def test_every_chart_speaks_and_opens_as_a_table(inside, look):
    page = look(f"{inside}/compare?{PAIR}")
    charts = page.locator("[data-testid=stPlotlyChart]")
    charts.first.wait_for()
    assert charts.count() == page.locator("[role=figure][aria-label]").count()
    page.get_by_text("Show as table").first.click()
    page.get_by_role("table").first.wait_for()
    page.get_by_role("button", name="Download as CSV").wait_for()


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


def test_a_figure_is_found_by_its_dimension(inside, look):
    page = look(f"{inside}/about")
    page.get_by_role("link", name="Reciprocity").click()
    page.get_by_role("heading", name="Reciprocity").wait_for()
    assert page.url.endswith("#about-reciprocity")
    page.locator("summary").filter(has_text="Reciprocity").first.click()
    page.locator("details[open]").get_by_text("Of all ordered pairs").first.wait_for()
