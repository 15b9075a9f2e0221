"""Writes a picture of every page, light and dark, and of the report to docs/.

Run as python -m tests.screenshots.

Shows the example organisation only, never anybody's data.
"""

import os
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import chromium
from tests.serving import CHROMIUM, PATIENCE, ROOT, serve, stop

_PAGES = {
    "overview": "",
    "community": "community?community=Customer+care+team",
    "practices": "practices?community=Maintenance+practice&per=Year",
    "topics": "topics?community=Maintenance+practice&per=Whole+time",
    "conversations": "conversations?community=Maintenance+practice&per=Year&show=Deepest",
    "network": "network?community=Maintenance+practice",
    "compare": "compare",
    "about": "about",
    "add_data": "add_data",
    "settings": "settings",
}
_WIDTH, _TALLEST = 1280, 2200
_PAPER = {"width": 794, "height": 1123}  # A4 at 96 dots an inch
# Nothing is out of date, every chart is drawn, and the page is as tall as at the last look.
_STILL = """() => {
    const all = part => [...document.querySelectorAll(part)]
    const tall = document.querySelector('[data-testid=stMain]').scrollHeight
    const before = window.tall
    window.tall = tall
    return tall == before && !all('[data-stale=true], [data-testid=stSkeleton]').length
        && all('[data-testid=stPlotlyChart]').every(chart => chart.querySelector('.main-svg'))
}"""


def main() -> None:
    """Start the dashboard without data and take the pictures."""
    with TemporaryDirectory() as folder:
        os.environ["COMMUNITY_KEY"] = f"{folder}/key"
        os.environ["COMMUNITY_EXAMPLE"] = folder
        address, server = serve(Path(folder) / "community.duckdb")
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM)
                _wait_for_example(browser, address)
                for name, path in _PAGES.items():
                    for scheme in ("light", "dark"):
                        picture = _taken(browser, f"{address}/{path}", scheme)
                        _write(picture, ROOT / "docs" / f"{name}-{scheme}.png")
                report = Path(folder) / "report.html"
                _write(_reported(browser, address, report), ROOT / "docs" / "report.png")
                browser.close()
        finally:
            stop(server)


def _wait_for_example(browser: Browser, address: str) -> None:
    """Wait until the example organisation is made."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(address)
    page.get_by_text("Where each one stands").wait_for()
    page.close()


def settled(page: Page) -> None:
    """Wait until there is a headline, nothing is worked out, and all charts are drawn."""
    page.locator("h1").first.wait_for()
    page.get_by_text("Example organisation").first.wait_for()
    for busy in ("stStatusWidget", "stProgress", "stStatusWidget"):
        page.locator(f"[data-testid={busy}]").wait_for(state="detached")
    page.wait_for_function(_STILL, polling=700)


def _taken(browser: Browser, address: str, scheme: str) -> bytes:
    page = browser.new_page(viewport={"width": _WIDTH, "height": 900}, color_scheme=scheme)
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(address)
    settled(page)
    main = "[data-testid=stMainBlockContainer]"
    height = page.evaluate(f"document.querySelector('{main}').getBoundingClientRect().height")
    page.set_viewport_size({"width": _WIDTH, "height": min(int(height) + 60, _TALLEST)})
    settled(page)
    taken = page.screenshot(animations="disabled")
    page.close()
    return taken


def _reported(browser: Browser, address: str, report: Path) -> bytes:
    """Ask for the report of all communities, as a visitor does, and take its first sheet."""
    page = browser.new_page(viewport=_PAPER)
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(address)
    settled(page)
    with page.expect_download() as handed:
        page.get_by_role("button", name="Report to print or send").click()
    handed.value.save_as(report)
    page.goto(report.as_uri())
    taken = page.screenshot()
    page.close()
    return taken


def _write(picture: bytes, path: Path) -> None:
    """Write a picture with its exact colours; fewer bits would change the colours of states."""
    path.parent.mkdir(exist_ok=True)
    Image.open(BytesIO(picture)).convert("RGB").save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB", file=sys.stderr)


if __name__ == "__main__":
    main()
