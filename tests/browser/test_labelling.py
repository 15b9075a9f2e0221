"""Posts are coded with single keys; nothing is lost, and nothing stands in the way."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import overflow, settled, show
from tests.browser.test_accessible import rules, violations  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser


@pytest.fixture
def labelling(serve, filled, tmp_path) -> str:
    """Return the address of the page on a copy of a small database."""
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(filled.read_bytes())
    return f"{serve(copy)}/labelling?community=guild&lang=en"


def draw(page: Page) -> None:
    """Draw a sample of 50 posts and wait for the first."""
    page.get_by_role("radio", name="50", exact=True).click()
    settled(page)
    page.get_by_role("button", name="Draw the posts").click()
    page.get_by_text("Post 1 of 50; you coded 0").wait_for()
    page.get_by_role("button", name="Welcome").wait_for()
    settled(page)


def code(page: Page, key: str, said: str) -> None:
    """Press a key, and wait for what the page then says."""
    page.keyboard.press(key)
    page.get_by_text(said, exact=True).wait_for()
    settled(page)


def hand_in(page: Page, content: bytes, number: int) -> None:
    """Hand in a file of codes: into a field of its own, as that of the file before loses it."""
    settled(page)
    field = page.locator(f".st-key-codes-{number} input[type=file]")
    expect(field).to_be_enabled()
    page.wait_for_load_state("networkidle")  # a field that is still being laid out loses the file
    file = {"name": "codes.csv", "mimeType": "text/csv", "buffer": content}
    field.set_input_files(file)


def test_keys_code_a_post_and_a_reload_loses_nothing(labelling, look):
    page = look(labelling)
    draw(page)
    code(page, "4", "Coded as: Failure.")
    code(page, "0", "Coded as: Failure, Welcome.")
    code(page, "ArrowRight", "Post 2 of 50; you coded 1")
    code(page, "n", "Post 3 of 50; you coded 2")
    code(page, "ArrowLeft", "Coded as: none of the kinds.")
    page.reload()
    settled(page)
    page.get_by_text("Post 3 of 50; you coded 2").wait_for()
    page.get_by_role("radio", name="2", exact=True).click()
    page.get_by_text("Post 1 of 50; you coded 0").wait_for()
    settled(page)
    page.reload()
    settled(page)
    page.get_by_text("Post 1 of 50; you coded 0").wait_for()


def test_single_keys_that_are_put_away_do_nothing(labelling, look):
    page = look(labelling)
    draw(page)
    page.get_by_text("Keys: digits, N and arrows").click()
    expect(page.get_by_role("button", name="Failure", exact=True)).to_be_visible()
    settled(page)
    page.keyboard.press("4")
    page.get_by_role("button", name="Next").click()
    page.get_by_text("Post 2 of 50; you coded 0").wait_for()


def test_codes_go_out_and_come_in(labelling, look):
    page = look(labelling)
    draw(page)
    code(page, "4", "Coded as: Failure.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download all codes as CSV").click()
    content = download.value.path().read_bytes()
    assert b"night shift" not in content
    code(page, "4", "Not coded yet.")
    hand_in(page, content, 0)
    page.get_by_text("1 answer taken in.").wait_for()
    page.get_by_text("Coded as: Failure.").wait_for()
    settled(page)
    hand_in(page, content.replace(b"failure", b"<b>brilliant</b>"), 1)
    said = page.locator("[data-testid=stAlert]").filter(has_text="line 2")
    said.wait_for()
    assert "no kind is called <b>brilliant</b>" in said.inner_text()
    settled(page)
    hand_in(page, b"\xff\xfe\x00nonsense", 2)
    page.get_by_text("It needs the columns").wait_for()


def test_nothing_is_in_the_way_of_who_codes(labelling, look, rules):  # noqa: F811
    page = look(labelling, 390)

    def stands() -> None:
        for scheme in ("light", "dark"):
            show(page, 390, scheme)
            assert not violations(page, rules), scheme
            assert overflow(page) <= 0, scheme

    stands()
    draw(page)
    code(page, "4", "Coded as: Failure.")
    page.mouse.move(0, 0)
    stands()


def test_without_a_mouse_every_kind_is_reached(labelling, look):
    page = look(labelling)
    draw(page)
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.innerText.split('\\n')[0]"))
    assert {"Best practice", "Welcome", "None of these", "Next"} <= reached
