"""Finds a Chromium for the browser tests; run as a script, it installs one where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# The first shows no window, and loads a page with a quarter less work.
_HEADLESS = "chromium-headless-shell"
_NAMES = (_HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """Return the path of a Chromium that starts: the system's, else Playwright's own, else None."""
    installed = [path for name in _NAMES if (path := shutil.which(name))]
    for path in installed:
        if _starts(path):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def _starts(path: str) -> bool:
    """Say whether it is a browser: on Ubuntu the name may lead to an installer only."""
    return subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0


def _install() -> None:
    """Try the system's packages, the lightest first, then Playwright's download."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and shutil.which("apt-get"):
        _apt_get("update")
        for package in (_HEADLESS, "chromium"):
            if chromium() is None:
                _apt_get("install", "-y", "--no-install-recommends", package, "fonts-liberation")
    if chromium() is None:
        system_libraries = ["--with-deps"] if root else []
        command = [sys.executable, "-m", "playwright", "install", *system_libraries, "chromium"]
        subprocess.run(command, check=False)


def _apt_get(*arguments: str) -> None:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", *arguments], env=quiet, check=False)


if __name__ == "__main__":
    if chromium() is None:
        _install()
    found = chromium()
    if found is None:
        sys.exit("The browser tests need Chromium: install it, so that `chromium` is on the PATH.")
    print(f"browser tests use {found}")
