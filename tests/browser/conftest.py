"""A real server on a free port, and a real browser that notes where it sends requests."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from tests import serving
from tests.chromium import chromium
from tests.pages.conftest import HOSTILE, small_table

expect.set_options(timeout=serving.PATIENCE * 1000)

MENU = ["Overview", "Community", "Practices", "Topics", "Conversations", "Network", "Compare"]
MENU += ["Add data", "Settings", "About the numbers"]
_NOTHING = "about:blank"
# Nothing is out of date or fading, and all has the place and colour of half a second before.
_STILL = """
    () => {
        const moves = document.querySelector('[data-stale=true]')
            || document.getAnimations().some(one => one.playState == 'running');
        const parts = document.querySelectorAll('[data-testid=stMain] [data-testid], .main-svg');
        const laid = JSON.stringify([
            ...[...parts].map(one => one.getBoundingClientRect()),
            ...[...document.querySelectorAll('.main-svg text')].map(one => one.style.fill),
        ]);
        const before = window.laidBefore;
        window.laidBefore = moves ? null : laid;
        return window.laidBefore && window.laidBefore === before;
    }
"""
_IS_DARK = """
    () => getComputedStyle(document.querySelector('.stApp')).backgroundColor
        .match(/[0-9]+/g).slice(0, 3).every(part => part < 128)
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser that is there; on a build machine there has to be one."""
    path = chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("There is no Chromium, and CI may not skip the browser tests.")
        pytest.skip("There is no Chromium.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=serving.CHROMIUM)
        yield started
        started.close()


@pytest.fixture(scope="session")
def servers() -> Iterator[list[subprocess.Popen]]:
    """Keep all servers that were begun, and wait for their ends together: each takes a while."""
    begun: list[subprocess.Popen] = []
    yield begun
    for server in begun:
        server.terminate()
    for server in begun:
        serving.stop(server)


def _begin(servers: list[subprocess.Popen], database: Path) -> str:
    address, server = serving.serve(database)
    servers.append(server)
    return address


@pytest.fixture
def serve(servers) -> Iterator[Callable[[Path], str]]:
    """Return a function that serves a database until the test ends, and returns the address."""
    first = len(servers)
    yield partial(_begin, servers)
    for server in servers[first:]:
        server.terminate()


@pytest.fixture
def serve_again() -> Iterator[Callable]:
    """Return a function that serves a database: its address, and a function that restarts it."""
    running: list[subprocess.Popen] = []

    def start(database: Path) -> tuple[str, Callable[[], None]]:
        port = serving.free_port()
        address, server = serving.serve(database, port)
        running.append(server)

        def restart() -> None:
            serving.stop(running.pop())
            running.append(serving.serve(database, port)[1])

        return address, restart

    yield start
    for server in running:
        serving.stop(server)


@pytest.fixture(scope="session")
def filled(measured_once) -> Path:
    """Return a database with two small communities, one with a hostile name: copy it."""
    return measured_once(dict.fromkeys(("guild", HOSTILE), small_table()))


@pytest.fixture(scope="session")
def example(servers, tmp_path_factory, made_example) -> str:
    """Return the address of a dashboard without data, so with the example in it."""
    return _begin(servers, tmp_path_factory.mktemp("none") / "community.duckdb")


@pytest.fixture(scope="session")
def dashboard(servers, filled, tmp_path_factory) -> str:
    """Return the address of a dashboard with two small communities."""
    copy = tmp_path_factory.mktemp("dashboard") / "community.duckdb"
    return _begin(servers, shutil.copyfile(filled, copy))


@contextmanager
def looking(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Give a function that opens an address and waits for its headline.

    Given a ``page``, it leads that one there. At the end no request may have gone anywhere but to
    the server.
    """
    asked: set[str] = set()
    pages: list[Page] = []

    def note(request: Request) -> None:
        asked.add(urlsplit(request.url).netloc)

    def open_page(
        address: str, width: int = 1280, scheme: str = "light", page: Page | None = None
    ) -> Page:
        if page is None:
            page = _empty_tab(browser)
            page.on("request", note)
            pages.append(page)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        settled(page)
        return page

    yield open_page
    hosts = {urlsplit(page.url).netloc for page in pages}
    for page in pages:
        page.remove_listener("request", note)
        _leave(page)
    assert {host for host in asked if host} <= hosts


def _empty_tab(browser: Browser) -> Page:
    """Return a tab that somebody left, else a new one.

    One that has shown a page before does half the work: it compiles nothing anew.
    """
    for context in browser.contexts:
        for page in context.pages:
            if page.url == _NOTHING:
                return page
    page = browser.new_page()
    page.set_default_timeout(serving.PATIENCE * 1000)
    return page


def _leave(page: Page) -> None:
    """Empty a tab of all that the next visitor could find in it."""
    if not page.is_closed():
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        page.context.clear_cookies()
        page.emulate_media(media="null", color_scheme="light")
        page.goto(_NOTHING)


@pytest.fixture
def look(browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens an address for one test."""
    with looking(browser) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def lead(browser) -> Iterator[Callable[[str], Page]]:
    """Return a function that leads one tab to an address, for tests of a file that only look."""
    with looking(browser) as open_page:
        tab: list[Page] = []

        def to(address: str) -> Page:
            tab[:] = [open_page(address, page=tab[0] if tab else None)]
            return tab[0]

        yield to


def stands_in_its_frame(page: Page, path: str) -> None:
    """Check that a page has the menu of all pages above it, and the address it was asked by."""
    menu = page.locator("[data-testid=stTopNavLink]")
    menu.first.wait_for()
    assert [item.strip() for item in menu.all_inner_texts()] == MENU
    assert urlsplit(page.url).path.rstrip("/").endswith(path)
    assert page.locator("[data-testid=stSidebarNav]").count() == 0


def leading_elsewhere(page: Page) -> list[str]:
    """Return the links of a page that lead to another host."""
    return page.locator("[data-testid=stMain] a").evaluate_all(
        "links => links.filter(a => a.hostname !== location.hostname).map(a => a.href)"
    )


def settled(page: Page) -> None:
    """Wait until there is a headline and the script has ended."""
    page.locator("h1").first.wait_for()
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached")
    page.locator("[data-testid=stProgress]").wait_for(state="detached")
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached")
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def still(page: Page) -> None:
    """Wait until the script has ended and nothing on the page moves any more."""
    settled(page)
    page.evaluate("delete window.laidBefore")
    page.wait_for_function(_STILL, polling=500)


def is_dark(page: Page) -> bool:
    """Say whether the paper is dark."""
    return page.evaluate(_IS_DARK)


def show(page: Page, width: int = 1280, scheme: str = "light") -> None:
    """Give an open page another width and other colours, which costs far less than to open it.

    The colours of charts come from the server: the key R has the script run again, once the page
    knows its new colours. A key also rings what was clicked last, so that is left first.
    """
    page.set_viewport_size({"width": width, "height": 900})
    dark = scheme == "dark"
    if is_dark(page) != dark:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(f"dark => ({_IS_DARK})() == dark", arg=dark)
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("r")
    still(page)


def overflow(page: Page) -> int:
    """Return by how many pixels a page, or what it holds, is wider than the screen."""
    return page.evaluate(
        "Math.max(...[document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".map(one => one.scrollWidth - one.clientWidth))"
    )
