"""A real server on a free port."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).parent.parent
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--font-render-hinting=none",  # letters as wide as on a screen: the headless shell hints them
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 180  # seconds, for a slow machine; nothing is judged by it


def serve(
    database: Path, port: int | None = None, script: Path = ROOT / "app.py"
) -> tuple[str, subprocess.Popen]:
    """Serve a database; return the address and the process once it answers."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", script.name, "--server.port", str(port)]
    environment = os.environ | {"COMMUNITY_DB": str(database)}
    with (database.parent / "server.log").open("ab") as log:
        server = subprocess.Popen(
            command, cwd=script.parent, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    _wait_for(address, server)
    return address, server


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address: str, server: subprocess.Popen) -> None:
    for _ in range(PATIENCE * 5):
        assert server.poll() is None, "the server ended by itself"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health"):
                return
        except URLError:
            time.sleep(0.2)
    raise AssertionError("the server never answered")


def stop(server: subprocess.Popen) -> None:
    """End a server and wait for its end."""
    server.terminate()
    server.wait(PATIENCE)
