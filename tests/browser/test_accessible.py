"""Nothing of our making stands in the way of somebody who sees, hears or points otherwise."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.axe import axe
from tests.browser.conftest import looking, overflow, show, still

pytestmark = pytest.mark.browser

PAGES = [
    *("", "community", "practices", "topics", "labelling", "network", "conversations", "compare"),
    *("add_data", "settings", "about"),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Streamlit's own, which no page can change: the rule and the part of the screen.
STREAMLIT_S = [
    ("presentation-role-conflict", "[data-testid=stFileUploaderDropzone]"),
    ("color-contrast", "[data-testid=stBaseButton-header]"),  # Stop, while a page is worked out
    # What was chosen of several is always white.
    ("color-contrast", "[data-testid=stMultiSelectTagsContainer]"),
]


@pytest.fixture(scope="session")
def rules() -> str:
    """Return the script that checks; on a build machine it has to be there."""
    path = axe()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("There is no axe-core, and CI may not skip the accessibility tests.")
        pytest.skip("There is no axe-core: run python tests/axe.py.")
    return str(path)


def violations(page, rules: str) -> set[tuple[str, str]]:
    """Return what axe finds, as the rule and the element, without what is Streamlit's own."""
    page.add_script_tag(path=rules)
    still(page)  # what is out of date while a part runs again is drawn faint, and then fades in
    found = page.evaluate(
        "([tags, known]) => axe.run(document, {runOnly: tags, elementRef: true})"
        ".then(all => all.violations.flatMap(rule => rule.nodes"
        ".filter(node => !known.some(([id, part]) => id == rule.id && node.element.closest(part)))"
        ".map(node => [rule.id, node.html])))",
        [RULES, STREAMLIT_S],
    )
    return {(rule, element[:300]) for rule, element in found}


@pytest.fixture(scope="module", params=PAGES)
def standing(example, lead, request) -> Page:
    """Return a page that stays open for all looks."""
    return lead(f"{example}/{request.param}")


@pytest.fixture(scope="module")
def unfolded(example, browser) -> Iterator[Page]:
    """Return a page on which what opens is open."""
    with looking(browser) as open_page:
        page = open_page(f"{example}/community")
        page.get_by_text("further figures").first.click()
        page.get_by_text("About this figure").first.click()
        page.mouse.move(0, 0)  # what lies under the pointer is coloured by Streamlit
        yield page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_in_the_way(standing, rules, scheme):
    show(standing, scheme=scheme)
    assert not violations(standing, rules)


def test_twice_the_size_still_fits(standing):
    show(standing, width=640, scheme="dark")  # as it was left: other colours would be drawn anew
    assert overflow(standing) <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_opens_is_open_to_all(unfolded, rules, scheme):
    show(unfolded, scheme=scheme)
    unfolded.get_by_role("button", name="Download as CSV").first.wait_for()
    assert not violations(unfolded, rules)


def test_keyboard_reaches_what_matters(example, look):
    page = look(f"{example}/community")
    wanted = {"Overview", "Show the example", "Community", "Period", "About this figure"}
    wanted |= {"Bring your own export →", "Quarter", "Download plot as a PNG"}
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(one => [one.ariaLabel, one.dataset.title, one.innerText,"
                " ...(one.labels ? [...one.labels].map(label => label.innerText) : [])]"
                ".join(' | '))(document.activeElement)"
            )
        )
    assert not {name for name in wanted if not any(name in one for one in reached)}
