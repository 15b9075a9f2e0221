"""Every page in a real browser: light, dark, on a phone, asked for directly, with hostile names."""

import shutil
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import (
    is_dark,
    leading_elsewhere,
    overflow,
    settled,
    show,
    stands_in_its_frame,
    still,
)
from tests.pages.conftest import HOSTILE

pytestmark = pytest.mark.browser

PAIR = urlencode({"communities": ["guild", HOSTILE], "per": "Whole time"}, doseq=True)
OVER_TIME = urlencode({"compare": "One over time", "community": "guild"})
PAGES = ["", "community", "topics", "conversations", "network"]
PAGES += ["compare", f"compare?{PAIR}", f"compare?{OVER_TIME}", "add_data", "settings", "about"]
# Half the width is what is left at twice the size; 390 is a phone.
LOOKS = [(width, scheme) for scheme in ("light", "dark") for width in (1280, 640, 390)]


@pytest.fixture(scope="module", params=PAGES)
def standing(dashboard, lead, request) -> Page:
    """Return a page that stays open for all looks."""
    return lead(f"{dashboard}/{request.param}")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_page_stands(standing, width, scheme):
    show(standing, width, scheme)
    assert standing.locator("[data-testid=stException]").count() == 0
    assert overflow(standing) <= 0
    assert is_dark(standing) == (scheme == "dark")


@pytest.mark.parametrize("width", [1280, 390])
def test_opened_in_the_dark_all_is_dark(dashboard, look, width):
    """What is sent first has the colours of the visitor's system, as it has after a change."""
    page = look(f"{dashboard}/community?community=guild", width, "dark")
    page.locator("[data-testid=stPlotlyChart] .main-svg").first.wait_for()
    still(page)
    assert is_dark(page)
    assert overflow(page) <= 0
    ink = (
        "[...new Set([...document.querySelectorAll('.main-svg text')].map(one => one.style.fill))]"
    )
    written = page.evaluate(ink)
    assert written
    show(page, width, "light")
    assert not set(written) & set(page.evaluate(ink))


def test_first_request_on_a_fresh_server_runs_in_the_frame_and_keeps_its_address(
    serve, look, filled, tmp_path
):
    """Add data as the first request is looked at in test_add_data.py."""
    copy = shutil.copyfile(filled, tmp_path / "copy.duckdb")
    page = look(f"{serve(copy)}/community?community=guild&per=Month&period=February+2026")
    stands_in_its_frame(page, "community")
    page.get_by_text("February 2026").first.wait_for()
    assert "community=guild" in page.url


def test_hostile_name_is_text(dashboard, look):
    page = None
    for path in ("", f"community?community={quote(HOSTILE)}"):
        page = look(f"{dashboard}/{path}", page=page)
        shown = page.locator("[data-testid=stMain]")
        assert shown.locator("img").count() == 0
        assert leading_elsewhere(page) == []
        assert shown.get_by_text("<b>guild</b>").count() > 0 or path
    assert page.get_by_role("combobox", name="Community").input_value() == HOSTILE


def test_row_leads_to_its_community(dashboard, look):
    page = look(dashboard)
    page.get_by_role("link", name="Look closer").last.click()
    page.get_by_text("How sure").first.wait_for()
    settled(page)
    assert page.url.endswith("?community=guild")


def test_every_chart_speaks_opens_as_a_table_and_downloads(dashboard, look):
    page = look(f"{dashboard}/community?community=guild")
    charts = page.locator("[data-testid=stPlotlyChart]")
    charts.first.wait_for()
    assert charts.count() == page.locator("[role=figure][aria-label]").count()
    page.get_by_text("About this figure").first.click()
    page.get_by_role("table").first.wait_for()
    button = page.get_by_role("button", name="Download as CSV")
    button.wait_for()
    with page.expect_download() as saved:
        button.click()
    first = Path(saved.value.path()).read_text("utf-8-sig").splitlines()[0]
    assert first.startswith('"metric","community","period","value"')
    for choice, title, beginning in (
        ("PNG", "Download plot as a PNG", b"\x89PNG"),
        ("SVG", "Download plot", b"<svg"),
    ):
        if choice == "SVG":
            page.get_by_text("About this figure").first.click()
            page.get_by_text("SVG", exact=True).first.click()
        button = page.locator(f".modebar-btn[data-title='{title}']").first
        button.wait_for(state="attached")
        with page.expect_download() as saved:
            button.dispatch_event("click")
        assert Path(saved.value.path()).read_bytes().startswith(beginning)


def test_prints_without_menu_and_with_charts_in_view(dashboard, look):
    page = look(f"{dashboard}/community?community=guild&embed=true&embed_options=light_theme", 794)
    page.locator("[data-testid=stPlotlyChart] .main-svg").first.wait_for()
    assert page.locator("[data-testid=stTopNavLink]").count() == 0
    assert page.get_by_text("About this figure").count() == 0
    page.emulate_media(media="print")
    assert len(page.pdf(format="A4", print_background=True)) > 10_000
    wide = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.main-svg')]"
        ".map(one => one.getBoundingClientRect().right))"
    )
    assert wide <= 794
