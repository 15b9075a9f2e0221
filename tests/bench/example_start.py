"""How long the first start waits for the example: python -m tests.bench.example_start.

Machines differ, so the time is told as a multiple of a floor measured in the same run: importing
the program and opening an empty store. Each is the best of three fresh processes.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent.parent
RUNS = 3

FLOOR = """
import sys
from pathlib import Path
from data import demo
from data.store import Store
from metrics import catalogue
from metrics.publish import publish
catalogue()
Store(Path(sys.argv[1])).close()
"""

EXAMPLE = """
import sys
from pathlib import Path
from data import demo
from data.store import Store
from metrics.publish import publish
demo.build(Path(sys.argv[1]))
store = Store(Path(sys.argv[1]))
publish(store)
store.close()
"""


def seconds(program: str) -> float:
    """Return the time that a program takes in a fresh process, with an empty folder."""
    with TemporaryDirectory() as folder:
        environment = os.environ | {"COMMUNITY_KEY": str(Path(folder) / "key")}
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", program, str(Path(folder) / "example.duckdb")],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        return time.perf_counter() - began


def main() -> None:
    """Measure both in turns and print floor, example, and how many times the floor it takes."""
    runs = [(seconds(FLOOR), seconds(EXAMPLE)) for _ in range(RUNS)]
    floor, example = (min(times) for times in zip(*runs, strict=True))
    print(f"floor: import and open an empty store  {floor:6.2f} s")
    print(f"the example, built and published       {example:6.2f} s")
    print(f"ratio                                  {example / floor:6.2f}")


if __name__ == "__main__":
    main()
