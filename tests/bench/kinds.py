"""How well the reader knows kinds: python -m tests.bench.kinds (make bench-kinds).

Reads the coded posts whose texts are there again, keeps what the reader says of them in
``metrics/kinds/coded.csv``, and prints precision and recall per kind on the posts that shaped no
rule. The texts lie outside the project: in REAL_DATA, and in the files named on the command line
(CSV with the columns id and text).
"""

import csv
import os
import sys
import time
from pathlib import Path

from textblob.en import sentiment

from metrics import kinds
from metrics.kinds import checked
from metrics.kinds.tone import tone

ROOT = Path(__file__).parents[2]
REAL = Path(os.environ.get("REAL_DATA", ROOT.parent / "shared" / "data"))
COLUMNS = ("id", "source", "language", "stratum", "part", "first", "second", "settled", "read")


def texts(files: list[Path]) -> dict[str, str]:
    """Return the texts that are there, by the id of their post."""
    found = {}
    for file in files:
        if file.exists():
            with file.open(encoding="utf-8", newline="") as lines:
                found |= {row["id"]: row["text"] for row in csv.DictReader(lines)}
    return found


def read_again(there: dict[str, str]) -> None:
    """Write down what the reader says now of every coded post that is there."""
    with checked.CODED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    known = [row for row in rows if row["id"] in there]
    verdicts = kinds.read([there[row["id"]] for row in known], [row["language"] for row in known])
    for row, verdict in zip(known, verdicts, strict=True):
        row["read"] = "|".join(verdict.kinds) or "none"
    with checked.CODED.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    checked.coded.cache_clear()
    print(f"{len(known)} of {len(rows)} coded posts are there and were read again\n")


def tell(language: str) -> None:
    """Print how well each kind is known in a language."""
    posts = [post for post in checked.coded() if post.language == language]
    tests = sum(post.tests_reader for post in posts)
    state = "verified" if checked.is_verified(language) else "unverified"
    print(f"{language}: {len(posts)} posts coded, {tests} of them held out; {state}")
    print(f"{'kind':<14}{'coded':>6}{'held out':>10}  {'precision':<20}{'recall':<20}{'F1':>5}")
    for skill in checked.skills(language):
        shares = "".join(f"{_share(one):<20}" for one in (skill.precision, skill.recall))
        print(f"{skill.kind:<14}{skill.coded:>6}{skill.held_out:>10}  {shares}{skill.f1:>5.2f}")
    print(
        f"macro-F1 {checked.macro_f1(language):.2f}; two people: {checked.people(language):.2f}\n"
    )


def _share(share: tuple[float, float, float] | None) -> str:
    if share is None:
        return "none read"
    value, low, high = share
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


def speed(bodies: list[str]) -> None:
    """Print how much longer kinds and tone take than TextBlob's sentiment alone."""
    bodies = [body[:204] for body in bodies if len(body) >= 150] * 4

    def seconds(work) -> float:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    def both() -> None:
        for body, verdict in zip(bodies, kinds.read(bodies), strict=True):
            tone(body, verdict.language)

    both()
    floor = min(seconds(lambda: [sentiment(body) for body in bodies]) for _ in range(3))
    ours = min(seconds(both) for _ in range(3))
    print(f"{len(bodies)} posts of 150 to 204 characters")
    print(f"floor: TextBlob's sentiment alone   {len(bodies) / floor:8.0f} posts/s")
    print(f"kinds, language and tone            {len(bodies) / ours:8.0f} posts/s")
    print(f"ratio                               {ours / floor:8.2f}")


def main() -> None:
    """Read again, tell of each language, and of the speed."""
    there = texts([REAL / "post_kinds" / "coded_posts.csv", *map(Path, sys.argv[1:])])
    read_again(there)
    for language in checked.languages():
        tell(language)
    if there:
        speed(list(there.values()))


if __name__ == "__main__":
    main()
