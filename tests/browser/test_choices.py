"""What was chosen goes along: to another page, and into another language."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser


def test_the_first_page_after_a_direct_link_keeps_its_choices(dashboard, look):
    page = look(f"{dashboard}/community?community=guild&per=Month")
    for name in ("Overview", "Community", "Compare"):
        page.get_by_role("link", name=name, exact=True).first.click()
        chosen = page.get_by_role("radio", name="Month", exact=True)
        expect(chosen).to_have_attribute("aria-checked", "true")
        settled(page)
        expect(page).to_have_url(re.compile("per=Month"))


def test_another_language_keeps_the_choices(dashboard, look):
    page = look(f"{dashboard}/community?community=guild&per=Month&period=February+2026")
    page.get_by_role("radio", name="Nederlands", exact=True).click()
    expect(page).to_have_url(re.compile(r"period=februari\+2026"))
    assert "community=guild" in page.url
    page.reload()
    settled(page)
    expect(page.get_by_role("combobox").last).to_have_value("februari 2026")


@pytest.mark.parametrize("page", ["community", "conversations"])
def test_a_link_with_the_code_of_a_language_opens_its_own_page(dashboard, look, page):
    """Once the server is warm the run began anew before the pages were known: at the start."""
    opened = look(f"{dashboard}/{page}?community=guild&per=Month&lang=nl")
    expect(opened).to_have_url(re.compile(rf"/{page}\?.*lang=Nederlands"))
    expect(opened.get_by_role("radio", name="Maand", exact=True)).to_be_checked()
