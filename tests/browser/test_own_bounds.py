"""Bounds are settled with the keyboard alone, on a screen as narrow as a phone's."""

import re
import shutil

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

OWN = re.compile(r"at risk below 4\s+replies deep, watch below 5\s+replies deep")


@pytest.fixture
def own(serve, filled, tmp_path) -> str:
    """Return the address of a dashboard whose bounds a test may change."""
    shutil.copyfile(filled, tmp_path / "community.duckdb")
    return serve(tmp_path / "community.duckdb")


def test_bounds_are_settled_by_keyboard_on_a_phone(own, look):
    page = look(f"{own}/settings", width=390, scheme="dark")
    page.get_by_role("combobox", name="Figure").focus()
    page.keyboard.type("Dialogue depth")
    page.keyboard.press("Enter")
    expect(page.get_by_label("At risk below (replies deep)")).to_have_value("0.5")
    for field, value in (("At risk below", "4"), ("Watch below", "5")):
        page.get_by_label(f"{field} (replies deep)").focus()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    expect(page.get_by_text("statuses by quarter change")).to_be_visible()
    settle = page.get_by_role("button", name="Settle these bounds")
    expect(settle).to_be_enabled()
    settle.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The bounds are settled")).to_be_visible()
    expect(page.get_by_role("cell", name=OWN)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
