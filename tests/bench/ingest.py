"""How fast exports come in, against the least that could be done: python -m tests.bench.ingest N.

A zip as Slack makes it, against only unzipping it; a table, against DuckDB's own read_csv into a
table. Each pair runs in one run on one machine; the ratio is what counts. Memory is the most that
this process, and the one that reads for it, had at once.
"""

import json
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb

from data import confined
from data.intake import add
from data.store import Store
from data.upload import Upload

MESSAGES = 1_000_000
CHANNELS, PEOPLE, A_DAY = 40, 2_000, 400
START = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
LENGTH = 204
"""Characters of a post: two or three sentences."""

SAID = "we tried a silent retro and nobody dared to say what went wrong so we asked again who "
CHUNK = 1 << 20


def text(number: int) -> str:
    """Return a text that no other number has."""
    words = (SAID * 4)[number % len(SAID) :]
    return f"{number} {words}"[:LENGTH].rstrip()


def message(number: int, sent: int, opened: str | None) -> dict:
    """Return a message with the fields that Slack exports today, words and sender twice over."""
    person = (number // A_DAY * A_DAY * 7 + number % A_DAY * 13) % PEOPLE
    said = text(number)
    block = {"type": "rich_text_section", "elements": [{"type": "text", "text": said}]}
    return {
        "user": f"U{person}",
        "type": "message",
        "ts": f"{sent}.{number % A_DAY:06}",
        "client_msg_id": f"{number:032x}",
        "text": said,
        "team": "T0000001",
        "user_team": "T0000001",
        "source_team": "T0000001",
        "user_profile": {
            "avatar_hash": f"{person:012x}",
            "image_72": f"https://avatars.example/T0000001-U{person}-{person:012x}-72",
            "first_name": f"member{person}",
            "real_name": f"member{person} of room",
            "display_name": f"member{person}",
            "team": "T0000001",
            "name": f"member{person}",
            "is_restricted": False,
            "is_ultra_restricted": False,
        },
        **({"thread_ts": opened, "parent_user_id": "U0"} if opened else {}),
        "blocks": [{"type": "rich_text", "block_id": f"{number:05x}", "elements": [block]}],
    }


def slack(path: Path, messages: int) -> None:
    """Write a zip as Slack does: a folder for each channel, a file for each day."""
    users = [{"id": f"U{n}", "name": f"member{n}"} for n in range(PEOPLE)]
    rooms = [{"id": f"C{n}", "name": f"room-{n}", "members": []} for n in range(CHANNELS)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("users.json", json.dumps(users))
        archive.writestr("channels.json", json.dumps(rooms))
        for first in range(0, messages, A_DAY):
            day, room = divmod(first // A_DAY, CHANNELS)
            began = START + day * 86_400
            stamp = f"{began}.000000"
            said = [
                message(first + n, began + n * 100, stamp if n % 5 else None)
                for n in range(min(A_DAY, messages - first))
            ]
            date = datetime.fromtimestamp(began, UTC).date()
            archive.writestr(f"room-{room}/{date}.json", json.dumps(said))


def table(path: Path, rows: int) -> None:
    """Write a table of posts."""
    with path.open("w") as file:
        file.write("id,author,time,text,reply_to\n")
        for n in range(rows):
            at = datetime.fromtimestamp(START + n * 60, UTC)
            answered = n - 1 if n % 5 else ""
            file.write(f"{n},p{n * 7 % PEOPLE},{at:%Y-%m-%dT%H:%MZ},{text(n)},{answered}\n")


def unzip(path: Path) -> None:
    """Unpack every member to nowhere."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as member:
                while member.read(CHUNK):
                    pass


def read_csv(path: Path) -> None:
    """Let the engine read a table into a table of a file."""
    target = path.with_suffix(".read.duckdb")
    with duckdb.connect(str(target)) as engine:
        engine.execute("create table post as from read_csv($1, all_varchar = true)", [str(path)])
    target.unlink()


def seconds(work: Callable[[Path], object], path: Path) -> float:
    """Return how long something takes."""
    began = time.perf_counter()
    work(path)
    return time.perf_counter() - began


def imported(path: Path) -> tuple[float, dict[str, float], float, float]:
    """Import a file; return how long that took, when each step began, and memory here and there."""
    steps: dict[str, float] = {}
    began = time.perf_counter()

    def progress(doing: str, _: int) -> None:
        steps.setdefault(str(doing), time.perf_counter() - began)

    with closing(Store(path.with_suffix(".duckdb"))) as store:
        add(store, Upload.of(path), progress=progress)
        whole = time.perf_counter() - began
    confined.close()
    here, there = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return whole, steps, here, there


def apart(work: Callable, *given: object) -> Any:
    """Do something in a process of its own, whose memory is then nobody else's."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(work, *given).result()


def measure(path: Path, floor: Callable[[Path], None]) -> None:
    """Print how long an import takes, against its floor."""
    least = apart(seconds, floor, path)
    whole, steps, here, there = apart(imported, path)
    print(f"{path.name}: {whole:.1f} s, {floor.__name__} {least:.1f} s: {whole / least:.1f} x")
    for doing, at in steps.items():
        print(f"  {at:.1f} s: {doing}")
    print(f"  most memory: {here:.0f} MB here, {there:.0f} MB in the reader", flush=True)


def main() -> None:
    """Measure both, with as many messages as were asked for."""
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    print(f"{messages:,} messages")
    with tempfile.TemporaryDirectory() as folder:
        for name, write, floor in (("slack.zip", slack, unzip), ("talk.csv", table, read_csv)):
            path = Path(folder) / name
            write(path, messages)
            measure(path, floor)


if __name__ == "__main__":
    main()
