"""From the first start to an own export and back, as a newcomer goes."""

import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

SAMPLE = ROOT / "tests" / "importers" / "samples" / "slack.zip"


def test_example_own_export_and_back(serve, look, tmp_path):
    """Nothing is made beforehand: the first start shows what is under way, then the example."""
    page = look(serve(tmp_path / "community.duckdb"))
    example = page.get_by_text("Example organisation")
    example.wait_for()
    page.get_by_role("heading", name="Facilitators’ guild").wait_for()
    page.get_by_role("link", name="Look closer").first.click()
    page.get_by_text("How sure").first.wait_for()
    assert example.is_visible()

    page.get_by_text("Show the example").click()
    page.get_by_text("There are no data yet").wait_for()
    assert "example=false" in page.url
    page.get_by_text("Show the example").click()
    example.wait_for()

    page.get_by_role("link", name="Bring your own export").click()
    page.get_by_role("heading", name="Bring an export").wait_for()
    archive = shutil.make_archive(str(tmp_path / "export"), "zip", SAMPLE)
    page.locator("input[type=file]").set_input_files(archive)
    page.get_by_text("What is in it").wait_for()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("taken in").wait_for()
    settled(page)
    expect(example).to_have_count(0)
    page.get_by_role("link", name="Overview").click()
    page.get_by_text("Too little to say").wait_for()
    settled(page)
    assert page.get_by_text("Facilitators’ guild").count() == 0
    page.get_by_role("link", name="Community", exact=True).click()
    page.get_by_text("What these data cannot tell").wait_for()

    page.get_by_role("link", name="Add data").click()
    page.get_by_text("Take back").first.click()
    page.get_by_role("button", name="Yes, take it back").click()
    page.get_by_text("taken back", exact=True).wait_for()
    page.get_by_role("link", name="Overview").click()
    example.wait_for()
    page.get_by_role("heading", name="Facilitators’ guild").wait_for()


def test_restart_in_the_middle(serve_again, look, filled, tmp_path):
    """The same address works again once the server is back."""
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(filled.read_bytes())
    address, restart = serve_again(copy)
    page = look(f"{address}/community?community=guild&per=Month")
    headline = page.locator("h1").inner_text()
    restart()
    page.reload()
    settled(page)
    assert page.locator("h1").inner_text() == headline
    assert page.locator("[data-testid=stException]").count() == 0


def test_a_second_tab(dashboard, look):
    first = look(f"{dashboard}/community?community=guild")
    second = look(dashboard)
    assert second.get_by_role("heading", name="guild", exact=True).count() == 1
    first.reload()
    settled(first)
    assert "community=guild" in first.url
