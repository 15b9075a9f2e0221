"""From a figure to the conversations that made it, as a visitor walks."""

import pytest

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser


def test_a_figure_leads_to_its_conversations_and_their_words(example, look):
    page = look(f"{example}/community?community=Customer+care+team")
    page.get_by_text("About this figure").first.click()
    page.get_by_role("link", name="See the conversations that made it").click()
    page.get_by_text("conversations made this figure").wait_for()
    settled(page)
    assert "figure=" in page.url
    assert page.locator("[data-testid=stPlotlyChart] .main-svg").count()
    page.get_by_text("Read it, names hidden").first.click()
    page.locator("[data-testid=stText]").first.wait_for()
