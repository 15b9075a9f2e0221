"""Finds axe-core for the accessibility tests; run as a script, it brings it from npm into .venv."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSION = "4.14.1"
_FOLDER = Path(sys.prefix) / "axe"
_SCRIPT = _FOLDER / "node_modules" / "axe-core" / "axe.min.js"
_STATED = _SCRIPT.with_name("package.json")


def axe() -> Path | None:
    """Return the path of axe-core's one script, else None."""
    if _SCRIPT.exists() and f'"version": "{VERSION}"' in _STATED.read_text("utf-8"):
        return _SCRIPT
    return None


def _install() -> None:
    """Bring it with npm; root gets npm first where there is none."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not shutil.which("npm") and root and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "-y", "--no-install-recommends", "npm"]):
            subprocess.run(["apt-get", "-qq", *step], env=quiet, check=False)
    npm = shutil.which("npm")
    if npm:
        wanted = ["--no-audit", "--no-fund", "--ignore-scripts", f"axe-core@{VERSION}"]
        _FOLDER.mkdir(exist_ok=True)
        subprocess.run([npm, "install", "--prefix", str(_FOLDER), *wanted], check=False)


if __name__ == "__main__":
    if axe() is None:
        _install()
    if axe() is None:
        sys.exit(f"The accessibility tests need axe-core {VERSION}: install npm, then run this.")
    print(f"accessibility tests use {axe()}")
