"""Every page in a real browser: light, dark, on a phone, asked for directly, with hostile names."""

from urllib.parse import quote

import pytest

from tests.browser.conftest import settled
from tests.pages.conftest import HOSTILE

pytestmark = pytest.mark.browser

PAGES = ["", "community", "add_data"]
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
MENU = ["Overview", "Community", "Add data"]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_page_stands(dashboard, look, path, width, scheme):
    page = look(f"{dashboard}/{path}", width, scheme)
    assert page.locator("[data-testid=stException]").count() == 0
    wide = page.evaluate(
        "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".map(one => one.scrollWidth - one.clientWidth)"
    )
    assert max(wide) <= 0
    paper = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert (sum(map(int, paper[4:-1].split(","))) < 3 * 128) == (scheme == "dark")


@pytest.mark.parametrize("path", ["community", "add_data"])
def test_first_request_on_a_fresh_server_runs_in_the_frame(serve, look, tmp_path, path):
    page = look(f"{serve(tmp_path / 'fresh.duckdb')}/{path}")
    menu = page.locator("[data-testid=stTopNavLink]")
    menu.first.wait_for()
    assert [item.strip() for item in menu.all_inner_texts()] == MENU
    assert page.url.rstrip("/").endswith(path)
    assert page.locator("[data-testid=stSidebarNav]").count() == 0


def test_direct_link_keeps_its_address(serve, look, filled, tmp_path):
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(filled.read_bytes())
    page = look(f"{serve(copy)}/community?community=guild&per=Month&period=February+2026")
    page.get_by_text("February 2026").first.wait_for()
    assert "community=guild" in page.url


def test_hostile_name_is_text(dashboard, look):
    for path in ("", f"community?community={quote(HOSTILE)}"):
        page = look(f"{dashboard}/{path}")
        shown = page.locator("[data-testid=stMain]")
        assert shown.locator("img").count() == 0
        assert shown.locator("a[href*='other.host']").count() == 0
        assert shown.get_by_text("<b>guild</b>").count() > 0 or path
    assert page.get_by_role("combobox", name="Community").input_value() == HOSTILE


def test_row_leads_to_its_community(dashboard, look):
    page = look(dashboard)
    page.get_by_role("link", name="Look closer").last.click()
    page.get_by_text("How sure").first.wait_for()
    settled(page)
    assert page.url.endswith("?community=guild")


def test_every_chart_speaks_and_opens_as_a_table(dashboard, look):
    page = look(f"{dashboard}/community?community=guild")
    charts = page.locator("[data-testid=stPlotlyChart]")
    charts.first.wait_for()
    assert charts.count() == page.locator("[role=figure][aria-label]").count()
    page.get_by_text("Show as table").first.click()
    page.get_by_role("table").first.wait_for()
