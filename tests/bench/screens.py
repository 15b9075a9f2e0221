"""How long a click takes: python -m tests.bench.screens (make bench-screens).

Everything is a multiple of, or a difference to, a page of one line on the same server in the same
run. A session here speaks with the server as a browser does, and draws nothing: what is timed is
the answer, whole. For the example organisation, and with --posts for a store of that many posts.
"""

import argparse
import asyncio
import os
import subprocess
import time
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from data.store import Store
from metrics.publish import publish
from pages.parts import example
from tests import serving
from tests.bench.large import drawn, fill

CLICKS, SESSIONS, TOGETHER, IDLE = 15, 25, 8, 40
BARE = "bare=1"
PAGES = (
    *("overview", "community", "practices", "topics", "conversations"),
    *("network", "compare", "settings", "about"),
)
_SERVED = """
from runpy import run_path

import streamlit as st

if "bare" in st.query_params:
    st.write("One line.")
else:
    run_path("app.py")
"""


class ScreenError(RuntimeError):
    """A page showed an error, or the script did not come to its end."""


class Session:
    """What one visitor's browser keeps: the pages there are, and the choices on the page."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._pages: dict[str, str] = {}
        self.choices: dict[str, tuple[str, list[str]]] = {}

    async def bare(self) -> float:
        """Go to the page of one line; return the seconds until it was there."""
        return await self._ask(BARE)

    async def visit(self, page: str) -> float:
        """Go to a page by the menu; return the seconds until all of it was there."""
        self.choices = {}
        return await self._ask("", page=self._pages.get(page, ""))

    async def choose(self, key: str, value: str) -> float:
        """Choose from a list on the page; return the seconds until the page had followed."""
        state = WidgetState(id=self.choices[key][0], string_value=value)
        return await self._ask("", page=self._here, states=[state])

    async def _ask(self, query: str, page: str = "", states: list[WidgetState] | None = None):
        self._here = page
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_script_hash = page
        asked.rerun_script.widget_states.widgets.extend(states or [])
        began = time.perf_counter()
        await self._socket.send(asked.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await self._socket.recv())
            if self._is_end(answer):
                return time.perf_counter() - began

    def _is_end(self, answer: ForwardMsg) -> bool:
        match answer.WhichOneof("type"):
            case "navigation":
                pages = answer.navigation.app_pages
                self._pages = {one.url_pathname or PAGES[0]: one.page_script_hash for one in pages}
            case "delta":
                element = answer.delta.new_element
                if element.WhichOneof("type") == "exception":
                    raise ScreenError(element.exception.message)
                if element.WhichOneof("type") == "selectbox":
                    box = element.selectbox
                    self.choices[box.id.rpartition("-")[2]] = (box.id, list(box.options))
            case "script_finished":
                if answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise ScreenError("the page cannot be read")
                return answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        return False


@contextmanager
def served(database: Path):
    """Serve a database beside a page of one line; lend the address of sessions, and the server."""
    with TemporaryDirectory() as folder:
        for one in ("app.py", "pages", "data", "metrics", ".streamlit"):
            (Path(folder) / one).symlink_to(serving.ROOT / one)
        script = Path(folder) / "served.py"
        script.write_text(_SERVED)
        address, server = serving.serve(database, script=script)
        try:
            yield address.replace("http", "ws") + "/_stcore/stream", server
        finally:
            serving.stop(server)


async def one_visitor(address: str) -> None:
    """Print how much longer each page takes than the bare one, and how much longer a choice."""
    async with connect(address, max_size=None) as socket:
        session = Session(socket)
        await session.visit("")
        bare = np.median([await session.bare() for _ in range(CLICKS)])
        print(f"a page of one line{bare:>31.3f} s")
        for page in PAGES:
            await session.visit(page)
            took = []
            for _ in range(CLICKS):
                await session.bare()
                took.append(await session.visit(page))
            print(f"  {page:<20} p50 beyond that {np.median(took) - bare:>10.3f} s")
        for page, key in (("community", "community"), ("practices", "community")):
            await session.visit(page)
            values = session.choices[key][1][:2] * CLICKS
            took = [await session.choose(key, value) for value in values[:CLICKS]]
            print(f"  {page}, another {key:<8} p50 beyond {np.median(took) - bare:>10.3f} s")


async def in_step(address: str) -> None:
    """Print how long it takes where many click at the same moment, against the bare page."""
    sockets = [await connect(address, max_size=None) for _ in range(SESSIONS)]
    sessions = [Session(socket) for socket in sockets]
    for session in sessions:
        await session.visit("")
    bare, pages = [], []
    for turn in range(TOGETHER):
        bare += await asyncio.gather(*(session.bare() for session in sessions))
        page = PAGES[turn % len(PAGES)]
        pages += await asyncio.gather(*(session.visit(page) for session in sessions))
    for socket in sockets:
        await socket.close()
    slow = [np.quantile(took, 0.95) for took in (bare, pages)]
    print(f"{SESSIONS} sessions in step: p95 {slow[1]:.2f} s, of the bare page {slow[0]:.2f} s")
    print(f"  ratio {slow[1] / slow[0]:.1f}, no error")


def memory(server: subprocess.Popen) -> float:
    """Return the megabytes that a process holds (Linux)."""
    pages = Path(f"/proc/{server.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1024**2


async def idle(address: str, server: subprocess.Popen) -> None:
    """Print how much memory a session costs that was opened and then left alone."""
    sockets = []
    for number in range(2 * IDLE):
        if number == IDLE:  # what the server needs once, it has by now
            before = memory(server)
        sockets.append(await connect(address, max_size=None))
        await Session(sockets[-1]).visit("")
    each = (memory(server) - before) / IDLE
    for socket in sockets:
        await socket.close()
    print(f"an idle session: {each:.2f} MB")


async def _all(database: Path) -> None:
    with served(database) as (address, server):
        await one_visitor(address)
        await in_step(address)
        await idle(address, server)


def main() -> None:
    """Measure on the example, and on as many posts as asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--posts", type=int, default=0)
    posts = asked.parse_args().posts
    with TemporaryDirectory() as folder:
        os.environ["COMMUNITY_KEY"] = str(Path(folder) / "key")
        os.environ["COMMUNITY_EXAMPLE"] = str(Path(folder) / "kept")
        if posts:
            print(f"{posts:,} posts", flush=True)
            large = drawn(posts)
            fill(Path(folder) / "large.duckdb", large, np.zeros(len(large.posts), bool))
            with closing(Store(Path(folder) / "large.duckdb")) as store:
                publish(store)
            asyncio.run(_all(Path(folder) / "large.duckdb"))
        else:
            print("the example organisation", flush=True)
            example.main()
            asyncio.run(_all(Path(folder) / "none.duckdb"))


if __name__ == "__main__":
    main()
