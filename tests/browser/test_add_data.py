"""A file goes in through the page: looked at, mapped, imported, reported and taken back."""

import pytest

from tests.browser.conftest import settled, stands_in_its_frame
from tests.pages.conftest import small_table

pytestmark = pytest.mark.browser


def choose(page, label: str, option: str) -> None:
    """Choose an option of a select box by typing it."""
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(option)
    page.get_by_role("option").filter(has_text=option).first.wait_for()
    box.press("Enter")
    settled(page)


def hand_in(page, name: str, content: str) -> None:
    """Hand in a file."""
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    page.locator("input[type=file]").set_input_files(file)


def test_a_table_goes_in_and_back(serve, look, tmp_path, made_example):
    address = serve(tmp_path / "community.duckdb")
    page = look(f"{address}/add_data")
    stands_in_its_frame(page, "add_data")
    header = "author,time,text,id,reply_to"
    hand_in(page, "<b>talk</b>.csv", small_table().replace(header, "wer,wann,text,id,reply_to"))
    page.get_by_text("More than", exact=False).or_(page.get_by_text("no column")).first.wait_for()
    choose(page, "Who wrote it", "wer")
    choose(page, "When", "wann")
    choose(page, "Time zone of the times", "UTC")
    choose(page, "Join all of it into one", "guild")
    page.get_by_text("What is in it").wait_for()
    assert "person1" not in page.get_by_text("What is in it").inner_text()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("240 new rows taken in").wait_for()
    sums = page.get_by_text("rows in the file").first.inner_text()
    assert sums.startswith("240 imported + 0 known already + 0 left out by rule + 0 could not")
    page.get_by_role("link", name="See how the communities do").click()
    page.get_by_role("heading", name="guild", exact=True).wait_for()

    page.get_by_role("link", name="Add data").click()
    page.get_by_text("Take back").first.click()
    page.get_by_role("button", name="Yes, take it back").click()
    page.get_by_text("taken back", exact=True).wait_for()
    page.get_by_role("link", name="Overview").click()
    page.get_by_text("Example organisation").wait_for()


def test_a_wrong_file_is_refused_in_words(example, look):
    page = look(f"{example}/add_data")
    hand_in(page, "notes.csv", "")
    said = page.locator("[data-testid=stAlert]")
    said.wait_for()
    assert "notes.csv" in said.inner_text()
    assert "Traceback" not in page.content()
    page.get_by_role("button", name="Try another file").click()
    page.locator("input[type=file]").wait_for(state="attached")


def test_an_import_goes_on_when_nobody_looks(serve, look, tmp_path, made_example):
    address = serve(tmp_path / "community.duckdb")
    page = look(f"{address}/add_data")
    hand_in(page, "guild.csv", small_table())
    choose(page, "Time zone of the times", "UTC")
    button = page.get_by_role("button", name="Import", exact=True)
    button.click()
    button.wait_for(state="detached")  # the server knows of the click; the import has begun
    page.close()
    again = look(f"{address}/add_data")
    again.get_by_text("240 new rows taken in").wait_for()
    assert "guild.csv" in again.get_by_role("heading", name="guild.csv").first.inner_text()
